package io.github.attrimil.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.github.attrimil.file.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * A residual network for features (He et al. 2016, doi:10.1109/CVPR.2016.90), evaluated stage by
 * stage. Its weights are constants. Batch normalisation is folded into the convolution before it: w
 * gamma / sqrt(var + eps) and beta - mean gamma / sqrt(var + eps).
 */
final class ResNet implements AutoCloseable {

  private static final double EPSILON = 1e-5;
  private static final int GROUPS = 32;

  private record Convolution(NDArray weight, NDArray bias, NDArray gamma, NDArray beta) {}

  private final ResNetKind kind;
  private final ResNetWeights.Norm norm;
  private final NDManager manager;
  private final Map<String, Convolution> convolutions = new HashMap<>();

  /**
   * @param weights the weights
   * @param device where it computes
   */
  ResNet(final ResNetWeights weights, final Device device) {
    this.kind = weights.kind();
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
  }

  private Convolution convolution(final String name, final Map<String, Tensor> tensors) {
    final Tensor weight = tensors.get(name + ".weight");
    // conv1 is followed by bn1, downsample.0 by downsample.1.
    final String after =
        name.endsWith("downsample.0")
            ? name.replaceFirst("0$", "1")
            : name.replaceFirst("conv(\\d)$", "bn$1");
    final Shape shape = new Shape(weight.shape());
    if (norm != ResNetWeights.Norm.BATCH) {
      final boolean affine = norm == ResNetWeights.Norm.GROUP;
      return new Convolution(
          manager.create(weight.floats(), shape),
          null,
          affine ? channels(tensors.get(after + ".weight").floats()) : null,
          affine ? channels(tensors.get(after + ".bias").floats()) : null);
    }
    final float[] gamma = tensors.get(after + ".weight").floats();
    final float[] beta = tensors.get(after + ".bias").floats();
    final float[] mean = tensors.get(after + ".running_mean").floats();
    final float[] variance = tensors.get(after + ".running_var").floats();
    final float[] folded = weight.floats().clone();
    final float[] bias = new float[gamma.length];
    final int each = folded.length / gamma.length;
    for (int c = 0; c < gamma.length; c++) {
      final double scale = gamma[c] / Math.sqrt(variance[c] + EPSILON);
      bias[c] = (float) (beta[c] - mean[c] * scale);
      for (int k = 0; k < each; k++) {
        folded[c * each + k] *= (float) scale;
      }
    }
    return new Convolution(manager.create(folded, shape), manager.create(bias), null, null);
  }

  private NDArray channels(final float[] values) {
    return manager.create(values, new Shape(1, values.length, 1, 1));
  }

  /**
   * @return the manager that owns the weights
   */
  NDManager manager() {
    return manager;
  }

  /**
   * @return how many stages there are
   */
  int stages() {
    return kind.stages();
  }

  /**
   * What comes before the first stage.
   *
   * @param x B x 3 x S x S
   * @return B x 64 x S/4 x S/4
   */
  NDArray stem(final NDArray x) {
    final NDArray out = Activation.relu(apply("conv1", x, 2, 3));
    return Pool.maxPool2d(out, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
  }

  /**
   * One stage.
   *
   * @param stage from 1
   * @param x what the stage before gave
   * @return B x channels x height x width
   */
  NDArray stage(final int stage, final NDArray x) {
    NDArray out = x;
    for (int b = 0; b < kind.blocks(stage); b++) {
      out = block("layer" + stage + "." + b + ".", out, b == 0 && stage > 1 ? 2 : 1);
    }
    return out;
  }

  private NDArray block(final String name, final NDArray x, final int stride) {
    NDArray out;
    if (kind.bottleneck()) {
      out = Activation.relu(apply(name + "conv1", x, 1, 0));
      out = Activation.relu(apply(name + "conv2", out, stride, 1));
      out = apply(name + "conv3", out, 1, 0);
    } else {
      out = Activation.relu(apply(name + "conv1", x, stride, 1));
      out = apply(name + "conv2", out, 1, 1);
    }
    final NDArray shortcut =
        convolutions.containsKey(name + "downsample.0")
            ? apply(name + "downsample.0", x, stride, 0)
            : x;
    return Activation.relu(out.add(shortcut));
  }

  private NDArray apply(final String name, final NDArray x, final int stride, final int padding) {
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
      case INSTANCE -> normalised(out, (int) out.getShape().get(1));
      case GROUP -> normalised(out, GROUPS).mul(c.gamma).add(c.beta);
    };
  }

  /** Each group of channels of each patch to mean 0 and variance 1. */
  private static NDArray normalised(final NDArray x, final int groups) {
    final Shape shape = x.getShape();
    final NDArray grouped = x.reshape(shape.get(0), groups, -1);
    final int[] last = {2};
    final NDArray centred = grouped.sub(grouped.mean(last, true));
    final NDArray variance = centred.square().mean(last, true);
    return centred.div(variance.add(EPSILON).sqrt()).reshape(shape);
  }

  /**
   * Features of patches.
   *
   * @param x B x 3 x S x S, normalised as the weights want it
   * @return B x D: the last stage, averaged over its pixels
   */
  NDArray features(final NDArray x) {
    NDArray out = stem(x);
    for (int stage = 1; stage <= kind.stages(); stage++) {
      out = stage(stage, out);
    }
    return pooled(out);
  }

  /**
   * @param stage B x channels x height x width
   * @return B x channels, averaged over the pixels
   */
  static NDArray pooled(final NDArray stage) {
    final Shape shape = stage.getShape();
    return stage.reshape(shape.get(0), shape.get(1), -1).mean(new int[] {2});
  }

  @Override
  public void close() {
    manager.close();
  }
}
