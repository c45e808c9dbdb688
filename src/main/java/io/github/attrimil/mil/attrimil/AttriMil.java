package io.github.attrimil.mil.attrimil;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

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
  public static final float LARGEST_EXPONENT = PatchEvidence.Additive.LARGEST_EXPONENT;

  /** Rows at a time: few enough to stay near the processor, enough for a good matrix product. */
  private static final int MOST_ROWS = 2500;

  private static final int[] FIRST = {0};

  private final StateLayout layout;
  private final NDManager manager;
  private final NDArray ownColumns;
  private final NDArray flat;
  // Views of the row above, stacked over the branches; their names are the letters above.
  private final Map<String, NDArray> stacked = new LinkedHashMap<>();

  private AttriMil(final StateLayout layout, final Map<String, Tensor> state, final Device device) {
    this.layout = layout;
    final int classes = layout.classes();
    final Engine engine = Compute.engine();
    this.manager = engine.newBaseManager(device);
    final int half = layout.d() / 2;
    final float[] own = new float[classes * classes * half];
    for (int c = 0; c < classes; c++) {
      Arrays.fill(own, c * (classes + 1) * half, c * (classes + 1) * half + half, 1);
    }
    this.ownColumns = manager.create(own, new Shape(classes, classes * half));
    this.flat = manager.create(layout.row(state));
    layout.places().forEach((letter, place) -> stacked.put(letter, place.of(flat)));
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
    final StateLayout layout = new StateLayout(d, classes);
    final Random random = new Random(seed);
    final Map<String, long[]> shapes = layout.shapes();
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
    return new AttriMil(layout, state, device);
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
    final StateLayout layout = new StateLayout((int) first.shape()[1], (int) bias.shape()[0]);
    layout.check(state);
    return new AttriMil(layout, state, device);
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
   * @return all weights in one row, which an optimizer may change in place; their order is that of
   *     {@link BagPasses#gradient}
   */
  public NDArray weights() {
    return flat;
  }

  /**
   * @param letter an array's letter
   * @return the array, a view of {@link #weights}
   */
  public NDArray weight(final String letter) {
    return stacked.get(letter);
  }

  StateLayout layout() {
    return layout;
  }

  /**
   * Scores a bag. Gradients are had from {@link BagPasses} instead.
   *
   * @param h N x D features
   * @return scores, attention and logits, in h's manager
   */
  public AttributeOutput forward(final NDArray h) {
    final NDManager results = h.getManager();
    final NDList attentions = new NDList();
    final NDList evidences = new NDList();
    for (final NDIndex part : parts(h)) {
      try (NDManager scope = results.newSubManager()) {
        final Activations on = activate(h, part, scope);
        attentions.add(attention(on));
        evidences.add(evidence(on));
        attentions.get(attentions.size() - 1).attach(results);
        evidences.get(evidences.size() - 1).attach(results);
      }
    }
    return pool(joined(attentions), joined(evidences));
  }

  /** Rows that are computed together. */
  static List<NDIndex> parts(final NDArray h) {
    final long n = h.getShape().get(0);
    final long parts = (n + MOST_ROWS - 1) / MOST_ROWS;
    return LongStream.range(0, parts)
        .mapToObj(k -> new NDIndex("{}:{}", k * n / parts, (k + 1) * n / parts))
        .toList();
  }

  static NDArray joined(final NDList parts) {
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }

  /**
   * What the way back needs of some rows.
   *
   * @param rows n x D, h
   * @param hidden n x H, relu(W1 h + b1)
   * @param adapted n x D, h'
   * @param tanh n x (C H), tanh(V h')
   * @param sigmoid n x (C H), sigmoid(U h')
   */
  record Activations(
      NDArray rows, NDArray hidden, NDArray adapted, NDArray tanh, NDArray sigmoid) {}

  /** The part of h that is alike for attention and evidence; all arrays are the scope's. */
  Activations activate(final NDArray h, final NDIndex part, final NDManager scope) {
    final NDArray rows = h.get(part);
    rows.attach(scope);
    final NDArray hidden = activated(affine(rows, "W1", "b1"), Activation::relu);
    final NDArray adapted = affine(hidden, "W2", "b2").addi(rows);
    final NDArray tanh = activated(affine(adapted, "V", "bV"), NDArray::tanh);
    final NDArray sigmoid = activated(affine(adapted, "U", "bU"), Activation::sigmoid);
    return new Activations(rows, hidden, adapted, tanh, sigmoid);
  }

  /** Large arrays are closed as soon as they have served, so that the next takes their memory. */
  private static NDArray activated(final NDArray x, final UnaryOperator<NDArray> activation) {
    try (x) {
      return activation.apply(x);
    }
  }

  /** n x C: a. */
  NDArray attention(final Activations on) {
    try (NDArray gate = on.tanh().mul(on.sigmoid());
        NDArray weights = branchWeights()) {
      return Linear.linear(gate, weights, stacked.get("bw")).singletonOrThrow();
    }
  }

  /** n x C: u. */
  NDArray evidence(final Activations on) {
    return Linear.linear(on.adapted(), stacked.get("u"), stacked.get("bu")).singletonOrThrow();
  }

  AttributeOutput pool(final NDArray attention, final NDArray evidence) {
    // Pooling with the maximum subtracted: the logits do not change, and nothing overflows.
    final NDArray pooled = doubles(attention).softmax(0).mul(doubles(evidence)).sum(FIRST);
    final NDArray logits = floats(pooled).add(stacked.get("bias"));
    return new AttributeOutput(evidence.mul(weight(attention)), attention, logits);
  }

  static NDArray doubles(final NDArray floats) {
    return floats.toType(DataType.FLOAT64, true);
  }

  static NDArray floats(final NDArray doubles) {
    return doubles.toType(DataType.FLOAT32, true);
  }

  /** exp(a), cut where it would overflow. */
  public static NDArray weight(final NDArray attention) {
    return attention.clip(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp();
  }

  /** 1 where {@link #weight} follows a, 0 where it is cut. */
  static NDArray uncut(final NDArray attention) {
    return floats(attention.abs().lte(LARGEST_EXPONENT));
  }

  /** C x (C H): row c holds w_c in its own columns and 0 elsewhere. */
  NDArray branchWeights() {
    return stacked.get("w").tile(new long[] {1, classes()}).muli(ownColumns);
  }

  /** C x (C H): 1 in a branch's own columns, 0 elsewhere. */
  NDArray ownColumns() {
    return ownColumns;
  }

  private NDArray affine(final NDArray x, final String weight, final String bias) {
    return Affine.of(x, stacked.get(weight), stacked.get(bias));
  }

  /**
   * Copies the weights out under the official names.
   *
   * @return tensors by name, in the official order
   */
  public Map<String, Tensor> stateDict() {
    return layout.named(flat.toFloatArray());
  }

  @Override
  public void close() {
    manager.close();
  }
}
