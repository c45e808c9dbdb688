package io.github.attrimil.encoder.resnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;

/**
 * How the layers of a residual network (He et al. 2016, doi:10.1109/CVPR.2016.90) follow each
 * other, whatever their weights: stem, stages of blocks, mean over the pixels. Names are
 * torchvision's.
 */
public abstract class ResidualNetwork {

  /** Added to variances. */
  protected static final double EPSILON = 1e-5;

  /** Groups of a group norm. */
  protected static final int GROUPS = 32;

  private final ResNetKind kind;

  /**
   * @param kind which network
   */
  protected ResidualNetwork(final ResNetKind kind) {
    this.kind = kind;
  }

  /**
   * One convolution and the normalization after it.
   *
   * @param name of the convolution
   * @param x B x channels x height x width
   * @param stride of the convolution
   * @param padding of the convolution
   * @return B x channels x height / stride x width / stride
   */
  protected abstract NDArray convolved(String name, NDArray x, int stride, int padding);

  /**
   * @return which network
   */
  public final ResNetKind kind() {
    return kind;
  }

  /**
   * What comes before the first stage.
   *
   * @param x B x 3 x S x S
   * @return B x 64 x S/4 x S/4
   */
  public final NDArray stem(final NDArray x) {
    final NDArray out = Activation.relu(convolved("conv1", x, 2, 3));
    return Pool.maxPool2d(out, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
  }

  /**
   * One stage.
   *
   * @param stage from 1
   * @param x what the stage before gave
   * @return B x channels x height x width
   */
  public NDArray stage(final int stage, final NDArray x) {
    NDArray out = x;
    for (int b = 0; b < kind.blocks(stage); b++) {
      out = block("layer" + stage + "." + b + ".", out, b == 0 && stage > 1 ? 2 : 1, b == 0);
    }
    return out;
  }

  private NDArray block(final String name, final NDArray x, final int stride, final boolean first) {
    NDArray out;
    if (kind.bottleneck()) {
      out = Activation.relu(convolved(name + "conv1", x, 1, 0));
      out = Activation.relu(convolved(name + "conv2", out, stride, 1));
      out = convolved(name + "conv3", out, 1, 0);
    } else {
      out = Activation.relu(convolved(name + "conv1", x, stride, 1));
      out = convolved(name + "conv2", out, 1, 1);
    }
    final boolean projected = first && x.getShape().get(1) != out.getShape().get(1);
    return Activation.relu(out.add(projected ? convolved(name + "downsample.0", x, stride, 0) : x));
  }

  /**
   * Features of patches.
   *
   * @param x B x 3 x S x S, normalized as the weights require
   * @return B x D: the last stage, averaged over its pixels
   */
  public final NDArray features(final NDArray x) {
    NDArray out = stem(x);
    for (int stage = 1; stage <= kind.stages(); stage++) {
      out = stage(stage, out);
    }
    return finished(pooled(out));
  }

  /**
   * What follows the mean over the pixels: nothing, unless a network has more.
   *
   * @param pooled B x D
   * @return B x D
   */
  protected NDArray finished(final NDArray pooled) {
    return pooled;
  }

  /**
   * @param stage B x channels x height x width
   * @return B x channels, averaged over the pixels
   */
  public static NDArray pooled(final NDArray stage) {
    final Shape shape = stage.getShape();
    return stage.reshape(shape.get(0), shape.get(1), -1).mean(new int[] {2});
  }

  /**
   * Each group of channels of each patch to mean 0 and variance 1.
   *
   * @param x B x channels x height x width
   * @param groups how many groups; as many as channels for an instance norm
   * @return the same shape
   */
  protected static NDArray normalized(final NDArray x, final int groups) {
    final Shape shape = x.getShape();
    final NDArray grouped = x.reshape(shape.get(0), groups, -1);
    final int[] last = {2};
    final NDArray centered = grouped.sub(grouped.mean(last, true));
    final NDArray variance = centered.mul(centered).mean(last, true);
    // A number kept as an array: DJL shares a plain one's memory with PyTorch and frees it at once.
    final NDArray epsilon = x.getManager().create((float) EPSILON);
    return centered.div(variance.add(epsilon).sqrt()).reshape(shape);
  }

  /**
   * @param convolution a convolution's name
   * @return the name of the normalization after it: conv1 is followed by bn1, downsample.0 by
   *     downsample.1
   */
  protected static String normOf(final String convolution) {
    return convolution.endsWith("downsample.0")
        ? convolution.replaceFirst("0$", "1")
        : convolution.replaceFirst("conv(\\d)$", "bn$1");
  }
}
