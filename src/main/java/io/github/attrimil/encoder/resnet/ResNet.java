package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.github.attrimil.encoder.script.FoldedConvolution;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * A residual network for features (He et al. 2016, doi:10.1109/CVPR.2016.90), evaluated stage by
 * stage. Its weights are constants. Batch normalization is folded into the convolution before it: w
 * gamma / sqrt(var + eps) and beta - mean gamma / sqrt(var + eps).
 */
public final class ResNet extends ResidualNetwork implements AutoCloseable {

  private record Convolution(NDArray weight, NDArray bias, NDArray gamma, NDArray beta) {}

  private final ResNetWeights.Norm norm;
  private final DataType precision;
  private final NDManager manager;
  private final Map<String, Convolution> convolutions = new HashMap<>();
  private final Map<Integer, StageAdapter> adapters = new HashMap<>();
  private final NDArray mean;
  private final NDArray sd;

  /**
   * @param weights the weights
   * @param device where it computes
   */
  public ResNet(final ResNetWeights weights, final Device device) {
    this(weights, device, DataType.FLOAT32);
  }

  /**
   * @param weights the weights
   * @param device where it computes
   * @param precision in which: FLOAT32 or FLOAT16; what goes in must have it
   */
  ResNet(final ResNetWeights weights, final Device device, final DataType precision) {
    super(weights.kind());
    this.precision = precision;
    this.norm = weights.norm();
    this.manager = Compute.engine().newBaseManager(device);
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.shape().length == 4) {
                final String convolution = name.replaceFirst("\\.weight$", "");
                convolutions.put(convolution, convolution(convolution, weights.tensors()));
              }
            });
    final boolean standardized = weights.tensors().containsKey(ResNetWeights.MEAN);
    this.mean = standardized ? plain(weights.tensors().get(ResNetWeights.MEAN)) : null;
    this.sd = standardized ? plain(weights.tensors().get(ResNetWeights.SD)) : null;
    for (int stage = 1; stage <= kind().stages(); stage++) {
      if (weights.adapted(stage)) {
        adapters.put(stage, StageAdapter.of(stage, weights.tensors(), manager).to(precision));
      }
    }
  }

  private Convolution convolution(final String name, final Map<String, Tensor> tensors) {
    final Tensor weight = tensors.get(name + ".weight");
    final String after = normOf(name);
    final Shape shape = new Shape(weight.shape());
    if (norm != ResNetWeights.Norm.BATCH) {
      final boolean affine = norm == ResNetWeights.Norm.GROUP;
      return new Convolution(
          constant(weight.floats(), shape),
          null,
          affine ? channels(tensors.get(after + ".weight").floats()) : null,
          affine ? channels(tensors.get(after + ".bias").floats()) : null);
    }
    final FoldedConvolution folded = FoldedConvolution.of(tensors, name, after);
    return new Convolution(
        constant(folded.weight().floats(), shape),
        constant(folded.bias().floats(), new Shape(folded.bias().shape())),
        null,
        null);
  }

  private NDArray plain(final Tensor tensor) {
    return manager.create(tensor.floats());
  }

  @Override
  protected NDArray finished(final NDArray pooled) {
    final NDArray features = pooled.toType(DataType.FLOAT32, false);
    return mean == null ? features : features.sub(mean).div(sd);
  }

  private NDArray channels(final float[] values) {
    return constant(values, new Shape(1, values.length, 1, 1));
  }

  private NDArray constant(final float[] values, final Shape shape) {
    final NDArray exact = manager.create(values, shape);
    if (precision == DataType.FLOAT32) {
      return exact;
    }
    try (exact) {
      return exact.toType(precision, false);
    }
  }

  /**
   * @return the manager that owns the weights
   */
  public NDManager manager() {
    return manager;
  }

  @Override
  public NDArray stage(final int stage, final NDArray x) {
    final NDArray out = super.stage(stage, x);
    return adapters.containsKey(stage) ? adapters.get(stage).apply(out) : out;
  }

  /**
   * One stage without the adapter that may follow it.
   *
   * @param stage from 1
   * @param x what the stage before gave
   * @return B x channels x height x width
   */
  public NDArray plainStage(final int stage, final NDArray x) {
    return super.stage(stage, x);
  }

  /**
   * Puts an adapter after a stage.
   *
   * @param stage from 1
   * @param adapter its weights; the network owns them from now on
   */
  public void adapt(final int stage, final StageAdapter adapter) {
    adapter.attach(manager);
    adapters.put(stage, adapter);
  }

  @Override
  protected NDArray convolved(
      final String name, final NDArray x, final int stride, final int padding) {
    final Convolution c = convolutions.get(name);
    final NDArray out =
        Conv2d.conv2d(
                x,
                c.weight,
                c.bias,
                new Shape(stride, stride),
                new Shape(padding, padding),
                new Shape(1, 1),
                1)
            .singletonOrThrow();
    return switch (norm) {
      case BATCH -> out;
      case INSTANCE -> normalized(out, (int) out.getShape().get(1));
      case GROUP -> normalized(out, GROUPS).mul(c.gamma).add(c.beta);
    };
  }

  @Override
  public void close() {
    manager.close();
  }
}
