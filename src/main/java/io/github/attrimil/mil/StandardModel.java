package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network with one array for each tensor of its state dict. Integer tensors are buffers of the
 * reference, not weights: they are kept as they are, for the state dict alone. A kind may name
 * further tensors that no optimizer moves.
 */
public abstract class StandardModel implements MilModel {

  private final ModelKind kind;
  private final ModelShape shape;
  private final Options options;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> fixed = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final List<String> names;

  /**
   * @param kind what it is
   * @param of what it is made of
   */
  protected StandardModel(final ModelKind kind, final StandardKind.Made of) {
    this(kind, of, Set.of());
  }

  /**
   * @param kind what it is
   * @param of what it is made of
   * @param notTrained names of tensors that are no {@link #parameters}
   */
  protected StandardModel(
      final ModelKind kind, final StandardKind.Made of, final Set<String> notTrained) {
    this.kind = kind;
    this.shape = of.shape();
    this.options = of.own();
    this.manager = Compute.engine().newBaseManager(of.device());
    this.names = List.copyOf(of.state().keySet());
    of.state()
        .forEach(
            (name, t) -> {
              if (t.dtype() == DType.I64) {
                buffers.put(name, t);
              } else {
                (notTrained.contains(name) ? fixed : parameters)
                    .put(name, manager.create(t.floats(), new Shape(t.shape())));
              }
            });
  }

  @Override
  public final ModelKind kind() {
    return kind;
  }

  @Override
  public final ModelShape shape() {
    return shape;
  }

  @Override
  public final Options options() {
    return options;
  }

  @Override
  public final NDManager manager() {
    return manager;
  }

  @Override
  public final Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * @param name of a tensor
   * @return its array
   */
  protected final NDArray weight(final String name) {
    return parameters.getOrDefault(name, fixed.get(name));
  }

  /**
   * A linear layer of a large table, whose rows are computed at once: for hidden layers of patches.
   *
   * @param x rows x in
   * @param layer a layer's name: NAME.weight (out x in) and NAME.bias (out)
   * @return rows x out
   */
  protected final NDArray affine(final NDArray x, final String layer) {
    return Affine.of(x, weight(layer + ".weight"), weight(layer + ".bias"));
  }

  /**
   * A linear layer.
   *
   * @param x ... x in
   * @param layer a layer's name: NAME.weight (out x in) and, where there is one, NAME.bias (out)
   * @return ... x out
   */
  protected final NDArray linear(final NDArray x, final String layer) {
    return Linear.linear(x, weight(layer + ".weight"), weight(layer + ".bias")).singletonOrThrow();
  }

  /**
   * Gated attention (Ilse et al., doi 10.48550/arXiv.1802.04712, equation 9) of a large table.
   *
   * @param x rows x in
   * @param tanh the name of the layer before the tanh
   * @param gate the name of the layer before the sigmoid
   * @param attention the name of the layer above their product, with a row an attention
   * @return rows x attentions, before any softmax
   */
  protected final NDArray gatedAttention(
      final NDArray x, final String tanh, final String gate, final String attention) {
    return linear(affine(x, tanh).tanh().mul(Activation.sigmoid(affine(x, gate))), attention);
  }

  /**
   * A classifier for each class, which sees a row of its own.
   *
   * @param rows C x in
   * @param layers layers LAYERS.c with one output each
   * @return C, the logits
   */
  protected final NDArray ownLogits(final NDArray rows, final String layers) {
    final NDList weights = new NDList();
    final NDList biases = new NDList();
    for (int c = 0; c < shape.classes(); c++) {
      weights.add(weight(layers + "." + c + ".weight"));
      biases.add(weight(layers + "." + c + ".bias"));
    }
    try (NDArray w = NDArrays.concat(weights);
        NDArray b = NDArrays.concat(biases)) {
      return rows.mul(w).sum(new int[] {1}).add(b);
    }
  }

  @Override
  public Map<String, Tensor> stateDict() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    for (final String name : names) {
      final NDArray array = weight(name);
      state.put(
          name,
          array == null
              ? buffers.get(name)
              : Tensor.of(array.toFloatArray(), array.getShape().getShape()));
    }
    return state;
  }

  @Override
  public void close() {
    manager.close();
  }
}
