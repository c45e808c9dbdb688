package io.github.attrimil.mil.reduction;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A map of every patch's features h, which a network gets in place of them: y = W h + b and, where
 * squares are appended, also (z^2 - 1) / sqrt(2), with z = y limited to -B to B. For normally
 * distributed y with mean 0 and variance 1, these squares have mean 0 and variance 1, too (but for
 * the limit), and are not correlated with y.
 *
 * <p>It is saved in the checkpoint as two tensors, or three with squares, before the network's own.
 * Without them, the checkpoint has the reference's names alone, for a network of {@link #width()}
 * features; the map is then computed first.
 *
 * @param weight k x D, W
 * @param bias k, b
 * @param limit B, above 0; 0 for no squares
 */
public record Reduction(Tensor weight, Tensor bias, float limit) {

  /** The name of W in a checkpoint. */
  public static final String WEIGHT = "reduction.weight";

  /** The name of b in a checkpoint. */
  public static final String BIAS = "reduction.bias";

  /** The name of B in a checkpoint, where squares are appended: one number. */
  public static final String SQUARES = "reduction.squares";

  /**
   * A linear map.
   *
   * @param weight k x D, W
   * @param bias k, b
   */
  public Reduction(final Tensor weight, final Tensor bias) {
    this(weight, bias, 0);
  }

  /** Checks that W and b belong together, and the limit. */
  public Reduction {
    if (!areOne(weight.shape(), bias.shape())) {
      throw new AttriMilException(
          "The checkpoint's tensors "
              + WEIGHT
              + " and "
              + BIAS
              + " have the shapes "
              + Arrays.toString(weight.shape())
              + " and "
              + Arrays.toString(bias.shape())
              + ", not k x D and k; train again");
    }
    if (!(limit >= 0 && Float.isFinite(limit))) {
      throw noLimit("holds " + limit);
    }
  }

  private static AttriMilException noLimit(final String instead) {
    return new AttriMilException(
        "The checkpoint's tensor "
            + SQUARES
            + " "
            + instead
            + ", and not one finite number above 0; train again");
  }

  private static boolean areOne(final long[] weight, final long[] bias) {
    return weight.length == 2
        && bias.length == 1
        && weight[0] == bias[0]
        && weight[0] > 0
        && weight[1] > 0;
  }

  /**
   * @return d, the features that the network sees
   */
  public int width() {
    final int linear = (int) weight.shape()[0];
    return squared() ? Math.multiplyExact(2, linear) : linear;
  }

  /**
   * @return whether squares are appended
   */
  public boolean squared() {
    return limit > 0;
  }

  /**
   * @return D, the features of a patch
   */
  public int features() {
    return (int) weight.shape()[1];
  }

  /**
   * Looks for a reduction in a state dict.
   *
   * @param state tensors by name
   * @return it, where there is one
   * @throws AttriMilException when one of its tensors is missing or of a wrong shape
   */
  public static Optional<Reduction> of(final Map<String, Tensor> state) {
    if (Stream.of(WEIGHT, BIAS, SQUARES).noneMatch(state::containsKey)) {
      return Optional.empty();
    }
    if (!state.containsKey(WEIGHT) || !state.containsKey(BIAS)) {
      throw new AttriMilException(
          "The checkpoint has only some of the tensors of a reduction; give both "
              + WEIGHT
              + " and "
              + BIAS
              + " or neither, and "
              + SQUARES
              + " only with both");
    }
    return Optional.of(
        new Reduction(
            state.get(WEIGHT),
            state.get(BIAS),
            state.containsKey(SQUARES) ? limit(state.get(SQUARES)) : 0));
  }

  private static float limit(final Tensor squares) {
    final float[] values = squares.floats();
    if (values.length != 1) {
      throw noLimit("has " + values.length + " values");
    }
    if (values[0] == 0) {
      throw noLimit("holds 0");
    }
    return values[0];
  }

  /**
   * @param state tensors by name
   * @return those of the network alone, in the same order
   */
  public static Map<String, Tensor> network(final Map<String, Tensor> state) {
    final Map<String, Tensor> network = new LinkedHashMap<>(state);
    network.remove(WEIGHT);
    network.remove(BIAS);
    network.remove(SQUARES);
    return network;
  }

  /**
   * @param network tensors of a network by name
   * @return the state dict of the network with this reduction: its tensors, then those
   */
  public Map<String, Tensor> with(final Map<String, Tensor> network) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(WEIGHT, weight);
    state.put(BIAS, bias);
    if (squared()) {
      state.put(SQUARES, Tensor.of(new float[] {limit}, 1));
    }
    state.putAll(network);
    return state;
  }

  /**
   * @param network of a network that sees d features
   * @return of the network with this reduction
   * @throws AttriMilException when the network has another number of features
   */
  public ModelShape shape(final ModelShape network) {
    if (network.features() != width()) {
      throw new AttriMilException(
          "The checkpoint's reduction gives a network "
              + width()
              + " features, and its network expects "
              + network.features()
              + "; train again");
    }
    return new ModelShape(features(), network.classes());
  }

  /**
   * Loads a network, with its reduction where the state dict has one.
   *
   * @param kind the network's kind
   * @param state tensors by name
   * @param options of the kind, for what the tensors do not show
   * @param device where it computes
   * @return the model, which takes features as patches have them
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  public static MilModel load(
      final ModelKind kind,
      final Map<String, Tensor> state,
      final Options options,
      final Device device) {
    final Optional<Reduction> reduction = of(state);
    final MilModel network = kind.load(network(state), options, device);
    try {
      return reduction.<MilModel>map(r -> new ReducedModel(network, r)).orElse(network);
    } catch (final AttriMilException e) {
      network.close();
      throw e;
    }
  }

  /**
   * @param bag N patches of D features
   * @param device where it is computed
   * @return the same patches with d features
   */
  public Bag of(final Bag bag, final Device device) {
    try (NDManager manager = Compute.engine().newBaseManager(device)) {
      Compute.share(bag.features().length);
      final NDArray h = manager.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      final NDArray reduced = of(h, array(weight, manager), array(bias, manager), limit);
      return new Bag(bag.slideId(), reduced.toFloatArray(), FeatureCard.of(width()), bag.grid());
    }
  }

  static NDArray array(final Tensor tensor, final NDManager manager) {
    return manager.create(tensor.floats(), new Shape(tensor.shape()));
  }

  /** N x {@link #width()}, in h's manager: block by block, so that nothing else is as large. */
  static NDArray of(final NDArray h, final NDArray weight, final NDArray bias, final float limit) {
    final NDList reduced = new NDList();
    for (final NDIndex block : RowBlocks.of(h)) {
      try (NDArray rows = h.get(block)) {
        final NDArray linear = Affine.of(rows, weight, bias);
        reduced.add(limit > 0 ? withSquares(linear, limit) : linear);
      }
    }
    return RowBlocks.joined(reduced);
  }

  private static NDArray withSquares(final NDArray y, final float limit) {
    try (y;
        NDArray limited = y.clip(-limit, limit);
        NDArray squares = limited.square().subi(1).divi(Math.sqrt(2))) {
      return y.concat(squares, 1);
    }
  }
}
