package io.github.attrimil.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.encoder.Compute;
import io.github.attrimil.file.Tensor;
import io.github.attrimil.job.AttriMilException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * AttriMIL with gated attention (Cai et al., "AttriMIL: Revisiting attention-based multiple
 * instance learning for whole-slide pathological image classification from a perspective of
 * instance attributes", Medical Image Analysis 2025).
 *
 * <p>Letters: N patches, D features, C classes, H = D / 2. An adaptor adds to each patch's features
 * h: h' = h + W2 relu(W1 h + b1) + b2. Each class c has a branch: attention a = w_c (tanh(V_c h') *
 * sigmoid(U_c h')) with V_c, U_c: D to H, and evidence u = an affine function of h'. The attribute
 * score is s = u exp(a), the class's logit sum_i s_i / sum_i exp(a_i) + bias_c.
 *
 * <p>The branches' weights are held stacked, so that all branches are one matrix product: V as (C
 * H) x D. State dicts use the official names, a tensor a branch.
 */
public final class AttriMil implements AutoCloseable {

  /**
   * The largest |a| of which a score s = u exp(a) is computed: exp stays finite up to here in
   * float32, with room for sums over a bag.
   */
  public static final float LARGEST_EXPONENT = 60;

  /** Rows at a time: few enough to stay near the processor, enough for a good matrix product. */
  private static final int MOST_ROWS = 2500;

  private final StateLayout layout;
  private final NDManager manager;
  private final NDArray ownColumns;
  // Stacked over the branches; the names of the fields are the letters above.
  private final Map<String, NDArray> stacked = new LinkedHashMap<>();

  private AttriMil(final int d, final int classes, final Device device) {
    this.layout = new StateLayout(d, classes);
    final Engine engine = Compute.engine();
    this.manager = engine.newBaseManager(device);
    final int half = d / 2;
    final float[] own = new float[classes * classes * half];
    for (int c = 0; c < classes; c++) {
      Arrays.fill(own, c * (classes + 1) * half, c * (classes + 1) * half + half, 1);
    }
    this.ownColumns = manager.create(own, new Shape(classes, classes * half));
  }

  /**
   * A network to train, drawn as PyTorch draws linear layers: uniform within 1 / sqrt(inputs); the
   * classes' biases are 0.
   *
   * @param d D, features a patch
   * @param classes C
   * @param seed same seed, same weights
   * @param device where it computes
   * @return the network
   */
  public static AttriMil random(
      final int d, final int classes, final long seed, final Device device) {
    return draw(d, classes, seed, device, name -> name.equals(StateLayout.BIAS));
  }

  /**
   * As {@link #random}, but the adaptor adds nothing and every patch has the same attention: what
   * is learned then hangs less on the draw, because at the start each logit is the mean of a linear
   * evidence.
   *
   * @param d D, features a patch
   * @param classes C
   * @param seed same seed, same weights
   * @param device where it computes
   * @return the network
   */
  public static AttriMil even(
      final int d, final int classes, final long seed, final Device device) {
    return draw(
        d,
        classes,
        seed,
        device,
        name ->
            name.equals(StateLayout.BIAS)
                || name.startsWith(StateLayout.ADAPTOR_2)
                || name.contains(StateLayout.ATTENTION_C));
  }

  private static AttriMil draw(
      final int d,
      final int classes,
      final long seed,
      final Device device,
      final Predicate<String> zero) {
    final AttriMil model = new AttriMil(d, classes, device);
    final Random random = new Random(seed);
    final Map<String, long[]> shapes = model.layout.shapes();
    final Map<String, Tensor> state = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          final float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
          if (!zero.test(name)) {
            final String weight = name.replaceFirst("\\.bias$", ".weight");
            final double bound = 1 / Math.sqrt(shapes.get(weight)[1]);
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
          }
          state.put(name, Tensor.of(values, shape));
        });
    model.load(state);
    return model;
  }

  /**
   * A network from a state dict with the official names; D and C are read off its shapes.
   *
   * @param state tensors by name
   * @param device where it computes
   * @return the network
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  public static AttriMil of(final Map<String, Tensor> state, final Device device) {
    final Tensor first = state.get(StateLayout.ADAPTOR_1 + ".weight");
    final Tensor bias = state.get(StateLayout.BIAS);
    if (first == null || first.shape().length != 2 || bias == null || bias.shape().length != 1) {
      throw new AttriMilException(
          "The checkpoint is no AttriMIL: it needs "
              + StateLayout.ADAPTOR_1
              + ".weight (D/2 x D) and "
              + StateLayout.BIAS
              + " (C), and has "
              + abbreviated(state));
    }
    final AttriMil model = new AttriMil((int) first.shape()[1], (int) bias.shape()[0], device);
    try {
      model.layout.check(state);
      model.load(state);
      return model;
    } catch (final RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static String abbreviated(final Map<String, Tensor> state) {
    final List<String> names = state.keySet().stream().limit(5).toList();
    return names + (state.size() > 5 ? " and " + (state.size() - 5) + " more" : "");
  }

  /**
   * @return D, features a patch
   */
  public int features() {
    return layout.d();
  }

  /**
   * @return C
   */
  public int classes() {
    return layout.classes();
  }

  /**
   * @return the manager that owns the weights; arrays of one step belong to a sub-manager of it
   */
  public NDManager manager() {
    return manager;
  }

  /**
   * @return the weights to train, by name
   */
  public Map<String, NDArray> parameters() {
    return stacked;
  }

  /**
   * Scores a bag.
   *
   * @param h N x D features
   * @return scores, attention and logits, in h's manager
   */
  public BagOutput forward(final NDArray h) {
    final NDManager results = h.getManager();
    final long n = h.getShape().get(0);
    final long parts = (n + MOST_ROWS - 1) / MOST_ROWS;
    final NDList attentions = new NDList();
    final NDList evidences = new NDList();
    for (long k = 0; k < parts; k++) {
      // Without gradients a part's arrays are freed with the scope; with them, all that is needed
      // to go back stays.
      try (NDManager scope = results.newSubManager()) {
        final NDArray rows = h.get(new NDIndex("{}:{}", k * n / parts, (k + 1) * n / parts));
        rows.attach(scope);
        final NDArray adapted =
            rows.add(affine(Activation.relu(affine(rows, "W1", "b1")), "W2", "b2"));
        final NDArray gate =
            affine(adapted, "V", "bV").tanh().mul(sigmoid(affine(adapted, "U", "bU")));
        attentions.add(
            Linear.linear(gate, branchWeights(scope), stacked.get("bw")).singletonOrThrow());
        evidences.add(
            Linear.linear(adapted, stacked.get("u"), stacked.get("bu")).singletonOrThrow());
        attentions.get((int) k).attach(results);
        evidences.get((int) k).attach(results);
      }
    }
    return pool(joined(attentions), joined(evidences));
  }

  /** A single part must not be concatenated: DJL would copy it without its gradient. */
  private static NDArray joined(final NDList parts) {
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }

  private BagOutput pool(final NDArray attention, final NDArray evidence) {
    // Pooling with the maximum subtracted: the logits do not change, and nothing overflows. A
    // branch
    // a row, because sums along rows are the more exact ones.
    final NDArray logits =
        attention
            .transpose()
            .softmax(1)
            .mul(evidence.transpose())
            .sum(new int[] {1})
            .add(stacked.get("bias"));
    final NDArray scores = evidence.mul(attention.clip(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp());
    return new BagOutput(scores, attention, logits);
  }

  /** C x (C H): row c holds w_c in its own columns and 0 elsewhere. */
  private NDArray branchWeights(final NDManager scope) {
    final NDArray repeated = stacked.get("w").tile(new long[] {1, classes()});
    repeated.attach(scope);
    return repeated.mul(ownColumns);
  }

  private NDArray affine(final NDArray x, final String weight, final String bias) {
    return Affine.of(x, stacked.get(weight), stacked.get(bias));
  }

  private static NDArray sigmoid(final NDArray x) {
    return Activation.sigmoid(x);
  }

  private void load(final Map<String, Tensor> state) {
    layout
        .stack(state)
        .forEach(
            (letter, tensor) ->
                stacked.put(letter, manager.create(tensor.floats(), new Shape(tensor.shape()))));
  }

  /**
   * Copies the weights out under the official names.
   *
   * @return tensors by name, in the official order
   */
  public Map<String, Tensor> stateDict() {
    return layout.unstack(letter -> stacked.get(letter).toFloatArray());
  }

  /**
   * Copies the gradients out under the official names, for a network that gathers them.
   *
   * @return tensors by name, in the official order
   */
  public Map<String, Tensor> gradients() {
    return layout.unstack(
        letter -> {
          try (NDArray gradient = stacked.get(letter).getGradient()) {
            return gradient.toFloatArray();
          }
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
