package io.github.attrimil.mil.attrimil;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * AttriMIL with gated attention (Cai et al., "AttriMIL: Revisiting attention-based multiple
 * instance learning for whole-slide pathological image classification from a perspective of
 * instance attributes", Medical Image Analysis 103:103631, 2025, doi 10.1016/j.media.2025.103631).
 *
 * <p>Letters: N patches, D features, C classes, H = D / 2. A residual adaptor adds to each patch's
 * features h: h' = h + W2 relu(W1 h + b1) + b2. Each class c has a branch: attention a = w_c
 * (tanh(V_c h') * sigmoid(U_c h')) with V_c, U_c: D to H, and evidence u = an affine function of
 * h'. The attribute score is s = u exp(a), the class's logit sum_i s_i / sum_i exp(a_i) + bias_c.
 *
 * <p>All weights lie in one flat array, the only entry of {@link #parameters}; the branches'
 * weights are views of it, stacked so that all branches are one matrix product. State dicts use the
 * official names, a tensor a branch.
 */
public final class AttriMil implements MilModel {

  /** The name of the flat array of all weights in {@link #parameters}. */
  public static final String WEIGHTS = "weights";

  private final ModelKind kind;
  private final StateLayout layout;
  private final Options options;
  private final NDManager manager;
  private final NDArray ownColumns;
  private final NDArray flat;
  private final StackedWeights stacked;

  /**
   * @param kind what it is
   * @param of what it is made of, tensors by official name
   */
  AttriMil(final ModelKind kind, final StandardKind.Made of) {
    this.kind = kind;
    this.layout = new StateLayout(of.shape());
    this.options = of.own();
    this.manager = Compute.engine().newBaseManager(of.device());
    final int classes = layout.classes();
    final int half = layout.features() / 2;
    final float[] own = new float[classes * classes * half];
    for (int c = 0; c < classes; c++) {
      Arrays.fill(own, c * (classes + 1) * half, c * (classes + 1) * half + half, 1);
    }
    this.ownColumns = manager.create(own, new Shape(classes, classes * half));
    this.flat = manager.create(layout.row(of.state()));
    this.stacked = new StackedWeights(layout.views(flat, manager), ownColumns, false);
  }

  /**
   * A network to train with all weights random, as in the authors' code; the classes' biases are 0.
   *
   * @param features D
   * @param classes C
   * @param seed same seed, same weights
   * @param device where it computes
   * @return the network
   */
  public static AttriMil random(
      final int features, final int classes, final long seed, final Device device) {
    return draw(Start.RANDOM, new ModelShape(features, classes), seed, device);
  }

  /**
   * A network to train with zero-initialized attention and adaptor.
   *
   * @param features D
   * @param classes C
   * @param seed same seed, same weights
   * @param device where it computes
   * @return the network
   */
  public static AttriMil zeroInitialized(
      final int features, final int classes, final long seed, final Device device) {
    return draw(Start.ZERO, new ModelShape(features, classes), seed, device);
  }

  private static AttriMil draw(
      final Start start, final ModelShape shape, final long seed, final Device device) {
    final AttriMilKind kind = new AttriMilKind();
    final Options options = kind.options().with(Start.OPTION, start);
    return (AttriMil) kind.create(shape, options, seed, device);
  }

  /**
   * A network from a state dict with the official names; D and C are read off its shapes.
   *
   * @param state tensors by name
   * @param device where it computes
   * @return the network
   * @throws io.github.attrimil.core.AttriMilException naming the tensor that is missing, unknown or
   *     of another shape
   */
  public static AttriMil of(final Map<String, Tensor> state, final Device device) {
    final AttriMilKind kind = new AttriMilKind();
    return (AttriMil) kind.load(state, kind.options(), device);
  }

  @Override
  public ModelKind kind() {
    return kind;
  }

  @Override
  public ModelShape shape() {
    return layout.shape();
  }

  @Override
  public Options options() {
    return options;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public Map<String, NDArray> parameters() {
    return Map.of(WEIGHTS, flat);
  }

  StateLayout layout() {
    return layout;
  }

  /** Views of the weights that no gradient flows through. */
  StackedWeights stacked() {
    return stacked;
  }

  /**
   * Scores a bag. Gradients flow from here too, once the flat array of weights records them; {@link
   * AttriMilBackward} has them faster.
   */
  @Override
  public BagOutput score(final BagInput bag) {
    final StackedWeights weights =
        flat.hasGradient()
            ? new StackedWeights(layout.views(flat, bag.h().getManager()), ownColumns, true)
            : stacked;
    return weights.score(bag.h());
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return layout.named(flat.toFloatArray());
  }

  @Override
  public void close() {
    manager.close();
  }
}
