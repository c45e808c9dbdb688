package io.github.attrimil.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

  /** exp(a) stays finite up to here in float32, with room for sums over a bag. */
  private static final float LARGEST_EXPONENT = 60;

  private static final String ADAPTOR_1 = "adaptor.0";
  private static final String ADAPTOR_2 = "adaptor.2";
  private static final String BIAS = "bias";

  private final int d;
  private final int classes;
  private final NDManager manager;
  // Stacked over the branches; the names of the fields are the letters above.
  private final Map<String, NDArray> stacked = new LinkedHashMap<>();

  private AttriMil(final int d, final int classes, final Device device) {
    if (d < 2 || classes < 1) {
      throw new AttriMilException("No AttriMIL has " + d + " features and " + classes + " classes");
    }
    this.d = d;
    this.classes = classes;
    final Engine engine = Compute.engine();
    this.manager = engine.newBaseManager(device);
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
    final AttriMil model = new AttriMil(d, classes, device);
    final Random random = new Random(seed);
    final Map<String, Tensor> state = new LinkedHashMap<>();
    model
        .officialShapes()
        .forEach(
            (name, shape) -> {
              final float[] values =
                  new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
              if (!name.equals(BIAS)) {
                final String weight = name.replaceFirst("\\.bias$", ".weight");
                final double bound = 1 / Math.sqrt(model.officialShapes().get(weight)[1]);
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
    final Tensor first = state.get(ADAPTOR_1 + ".weight");
    final Tensor bias = state.get(BIAS);
    if (first == null || first.shape().length != 2 || bias == null || bias.shape().length != 1) {
      throw new AttriMilException(
          "The checkpoint is no AttriMIL: it needs "
              + ADAPTOR_1
              + ".weight (D/2 x D) and "
              + BIAS
              + " (C), and has "
              + abbreviated(state));
    }
    final AttriMil model = new AttriMil((int) first.shape()[1], (int) bias.shape()[0], device);
    try {
      model.check(state);
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
    return d;
  }

  /**
   * @return C
   */
  public int classes() {
    return classes;
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
    final NDArray hidden = Activation.relu(linear(h, "W1", "b1"));
    final NDArray adapted = h.add(linear(hidden, "W2", "b2"));
    final NDArray gate = linear(adapted, "V", "bV").tanh().mul(sigmoid(linear(adapted, "U", "bU")));
    final long n = h.getShape().get(0);
    final NDArray attention =
        gate.reshape(n, classes, d / 2)
            .mul(stacked.get("w"))
            .sum(new int[] {2})
            .add(stacked.get("bw"));
    final NDArray evidence = linear(adapted, "u", "bu");
    // Pooling with the maximum subtracted: the logits do not change, and nothing overflows.
    final NDArray logits =
        attention.softmax(0).mul(evidence).sum(new int[] {0}).add(stacked.get("bias"));
    final NDArray scores = evidence.mul(attention.clip(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp());
    return new BagOutput(scores, attention, logits);
  }

  private NDArray linear(final NDArray x, final String weight, final String bias) {
    return Linear.linear(x, stacked.get(weight), stacked.get(bias)).singletonOrThrow();
  }

  private static NDArray sigmoid(final NDArray x) {
    return Activation.sigmoid(x);
  }

  // -- State dicts --

  /** The official names and shapes, in the official order. */
  private Map<String, long[]> officialShapes() {
    final int half = d / 2;
    final Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(BIAS, new long[] {classes});
    addLinear(shapes, ADAPTOR_1, half, d);
    addLinear(shapes, ADAPTOR_2, d, half);
    for (int c = 0; c < classes; c++) {
      addLinear(shapes, attention(c, "attention_a.0"), half, d);
      addLinear(shapes, attention(c, "attention_b.0"), half, d);
      addLinear(shapes, attention(c, "attention_c"), 1, half);
    }
    for (int c = 0; c < classes; c++) {
      addLinear(shapes, "classifiers." + c, 1, d);
    }
    return shapes;
  }

  private static String attention(final int c, final String part) {
    return "attention_nets." + c + "." + part;
  }

  private static void addLinear(
      final Map<String, long[]> shapes, final String name, final int out, final int in) {
    shapes.put(name + ".weight", new long[] {out, in});
    shapes.put(name + ".bias", new long[] {out});
  }

  private void check(final Map<String, Tensor> state) {
    final Map<String, long[]> shapes = officialShapes();
    shapes.forEach(
        (name, shape) -> {
          final Tensor tensor = state.get(name);
          if (tensor == null) {
            throw new AttriMilException("The checkpoint lacks the tensor \"" + name + "\"");
          }
          if (!Arrays.equals(tensor.shape(), shape)) {
            throw new AttriMilException(
                "The tensor \""
                    + name
                    + "\" has the shape "
                    + Arrays.toString(tensor.shape())
                    + ", an AttriMIL of D="
                    + d
                    + " and C="
                    + classes
                    + " needs "
                    + Arrays.toString(shape));
          }
        });
    for (final String name : state.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new AttriMilException(
            "The checkpoint holds the tensor \"" + name + "\", which no AttriMIL has");
      }
    }
  }

  /** The stacked arrays: which official tensors each holds, in order of the branches. */
  private Map<String, List<String>> layout() {
    final Map<String, List<String>> layout = new LinkedHashMap<>();
    layout.put("bias", List.of(BIAS));
    layout.put("W1", List.of(ADAPTOR_1 + ".weight"));
    layout.put("b1", List.of(ADAPTOR_1 + ".bias"));
    layout.put("W2", List.of(ADAPTOR_2 + ".weight"));
    layout.put("b2", List.of(ADAPTOR_2 + ".bias"));
    layout.put("V", branches("attention_nets.%d.attention_a.0.weight"));
    layout.put("bV", branches("attention_nets.%d.attention_a.0.bias"));
    layout.put("U", branches("attention_nets.%d.attention_b.0.weight"));
    layout.put("bU", branches("attention_nets.%d.attention_b.0.bias"));
    layout.put("w", branches("attention_nets.%d.attention_c.weight"));
    layout.put("bw", branches("attention_nets.%d.attention_c.bias"));
    layout.put("u", branches("classifiers.%d.weight"));
    layout.put("bu", branches("classifiers.%d.bias"));
    return layout;
  }

  private List<String> branches(final String pattern) {
    final String[] names = new String[classes];
    Arrays.setAll(names, c -> String.format(java.util.Locale.ROOT, pattern, c));
    return List.of(names);
  }

  private void load(final Map<String, Tensor> state) {
    layout()
        .forEach(
            (name, parts) -> {
              final long[] one = state.get(parts.get(0)).shape();
              final int each = (int) state.get(parts.get(0)).elements();
              final float[] values = new float[each * parts.size()];
              for (int c = 0; c < parts.size(); c++) {
                System.arraycopy(state.get(parts.get(c)).floats(), 0, values, c * each, each);
              }
              final long[] shape = one.clone();
              shape[0] *= parts.size();
              stacked.put(name, manager.create(values, new Shape(shape)));
            });
  }

  /**
   * Copies the weights out under the official names.
   *
   * @return tensors by name, in the official order
   */
  public Map<String, Tensor> stateDict() {
    final Map<String, Tensor> byName = new LinkedHashMap<>();
    final Map<String, long[]> shapes = officialShapes();
    layout()
        .forEach(
            (name, parts) -> {
              final float[] values = stacked.get(name).toFloatArray();
              final int each = values.length / parts.size();
              for (int c = 0; c < parts.size(); c++) {
                byName.put(
                    parts.get(c),
                    Tensor.of(
                        Arrays.copyOfRange(values, c * each, (c + 1) * each),
                        shapes.get(parts.get(c))));
              }
            });
    final Map<String, Tensor> ordered = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> ordered.put(name, byName.get(name)));
    return ordered;
  }

  @Override
  public void close() {
    manager.close();
  }
}
