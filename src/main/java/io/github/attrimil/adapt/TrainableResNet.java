package io.github.attrimil.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A residual network all of whose weights learn. Batch norms take mean and variance of the batch
 * and keep running ones, as PyTorch does in training.
 */
final class TrainableResNet extends ResidualNetwork implements AutoCloseable {

  /** Share of the running mean and variance that stays; PyTorch's momentum is 0.1. */
  private static final float STAYS = 0.9f;

  private static final Shape ONE = new Shape(1, 1);

  private final ResNetWeights.Norm norm;
  private final DataType precision;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> running = new LinkedHashMap<>();

  /**
   * @param weights the start, as {@link #stateDict} gives them
   * @param precision of the activations: FLOAT32 or FLOAT16; weights are always float32
   * @param device where it computes
   */
  TrainableResNet(final ResNetWeights weights, final DataType precision, final Device device) {
    super(weights.kind());
    this.norm = weights.norm();
    this.precision = precision;
    this.manager = Compute.engine().newBaseManager(device);
    ResNetWeights.shapes(kind(), norm)
        .forEach(
            (name, shape) -> {
              final float[] values = weights.tensors().get(name).floats();
              final NDArray array = manager.create(values, new Shape(shape));
              final boolean learns = !name.contains("running_");
              array.setRequiresGradient(learns);
              (learns ? parameters : running).put(name, array);
            });
  }

  /**
   * @return the manager that owns the weights
   */
  NDManager manager() {
    return manager;
  }

  /**
   * @return the weights that learn, by torchvision's names
   */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /**
   * Copies the weights out.
   *
   * @return tensors by torchvision's names, in torchvision's order
   */
  Map<String, Tensor> stateDict() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    ResNetWeights.shapes(kind(), norm)
        .forEach(
            (name, shape) -> {
              final NDArray array =
                  name.contains("running_") ? running.get(name) : parameters.get(name);
              state.put(name, Tensor.of(array.toFloatArray(), shape));
            });
    return state;
  }

  @Override
  protected NDArray convolved(
      final String name, final NDArray x, final int stride, final int padding) {
    final NDArray out =
        Conv2d.conv2d(
                cast(x, x.getManager()),
                cast(parameters.get(name + ".weight"), x.getManager()),
                null,
                new Shape(stride, stride),
                new Shape(padding, padding),
                ONE,
                1)
            .singletonOrThrow();
    final String after = normOf(name);
    return switch (norm) {
      case BATCH ->
          BatchNorm.batchNorm(
                  out,
                  running.get(after + ".running_mean"),
                  running.get(after + ".running_var"),
                  parameters.get(after + ".weight"),
                  parameters.get(after + ".bias"),
                  1,
                  STAYS,
                  (float) EPSILON,
                  true)
              .singletonOrThrow();
      case INSTANCE -> normalized(out, (int) out.getShape().get(1));
      case GROUP ->
          normalized(out, GROUPS)
              .mul(channels(after + ".weight", x.getManager()))
              .add(channels(after + ".bias", x.getManager()));
    };
  }

  /** Scale or shift as 1 x channels x 1 x 1. */
  private NDArray channels(final String name, final NDManager scope) {
    final NDArray flat = parameters.get(name);
    final NDArray shaped = flat.reshape(1, flat.size(), 1, 1);
    shaped.attach(scope);
    return cast(shaped, scope);
  }

  private NDArray cast(final NDArray array, final NDManager scope) {
    if (array.getDataType() == precision) {
      return array;
    }
    final NDArray other = array.toType(precision, false);
    other.attach(scope);
    return other;
  }

  @Override
  public void close() {
    manager.close();
  }
}
