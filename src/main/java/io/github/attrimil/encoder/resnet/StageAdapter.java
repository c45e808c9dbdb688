package io.github.attrimil.encoder.resnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A bottleneck adapter after a stage of a residual network (Cai et al. 2025, AttriMIL, section on
 * the pathology-adaptive backbone; the form is that of Houlsby et al. 2019, arXiv:1902.00751): at
 * every pixel x + W2 relu(W1 x + b1) + b2, W1: channels to width, W2: width to channels. In state
 * dicts the adapter after stage k is {@code adapterk.0.weight} (width x channels), {@code
 * adapterk.0.bias}, {@code adapterk.2.weight} (channels x width) and {@code adapterk.2.bias}, as a
 * Sequential of Linear, ReLU, Linear has them.
 *
 * @param down W1 as width x channels x 1 x 1: a linear layer at every pixel is a 1 x 1 convolution
 * @param downBias b1
 * @param up W2 as channels x width x 1 x 1
 * @param upBias b2
 */
public record StageAdapter(NDArray down, NDArray downBias, NDArray up, NDArray upBias) {

  /** Channels of the stage a unit of the bottleneck. */
  public static final int REDUCTION = 4;

  private static final Shape ONE = new Shape(1, 1);
  private static final Shape NONE = new Shape(0, 0);

  /**
   * @param stage from 1
   * @param part "0.weight", "0.bias", "2.weight" or "2.bias"
   * @return the tensor's name
   */
  public static String name(final int stage, final String part) {
    return "adapter" + stage + "." + part;
  }

  /**
   * An adapter that changes nothing yet: W1 is drawn as PyTorch draws linear layers, uniform within
   * 1 / sqrt(channels), all else is 0.
   *
   * @param channels of the stage
   * @param seed same seed, same weights
   * @param manager owns the weights
   * @return the adapter
   */
  public static StageAdapter identity(
      final int channels, final long seed, final NDManager manager) {
    final int width = channels / REDUCTION;
    final Random random = new Random(seed);
    final float bound = (float) (1 / Math.sqrt(channels));
    final float[] first = new float[width * channels];
    for (int i = 0; i < first.length; i++) {
      first[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return new StageAdapter(
        manager.create(first, new Shape(width, channels, 1, 1)),
        manager.create(new float[width]),
        manager.create(new float[first.length], new Shape(channels, width, 1, 1)),
        manager.create(new float[channels]));
  }

  /**
   * @param stage from 1
   * @param state tensors by name, checked before
   * @param manager owns the weights
   * @return the adapter after that stage
   */
  public static StageAdapter of(
      final int stage, final Map<String, Tensor> state, final NDManager manager) {
    final Tensor first = state.get(name(stage, "0.weight"));
    final long width = first.shape()[0];
    final long channels = first.shape()[1];
    return new StageAdapter(
        manager.create(first.floats(), new Shape(width, channels, 1, 1)),
        manager.create(state.get(name(stage, "0.bias")).floats()),
        manager.create(
            state.get(name(stage, "2.weight")).floats(), new Shape(channels, width, 1, 1)),
        manager.create(state.get(name(stage, "2.bias")).floats()));
  }

  /** Names and shapes of the adapters a state dict begins, so that none is read by half. */
  static Map<String, long[]> shapes(final ResNetKind kind, final Map<String, Tensor> named) {
    final Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int stage = 1; stage <= kind.stages(); stage++) {
      final String prefix = name(stage, "");
      if (named.keySet().stream().anyMatch(n -> n.startsWith(prefix))) {
        final long channels = kind.channels(stage);
        final Tensor first = named.get(name(stage, "0.weight"));
        final boolean given = first != null && first.shape().length == 2;
        final long width = given && first.shape()[0] > 0 ? first.shape()[0] : channels / REDUCTION;
        shapes.put(prefix + "0.weight", new long[] {width, channels});
        shapes.put(prefix + "0.bias", new long[] {width});
        shapes.put(prefix + "2.weight", new long[] {channels, width});
        shapes.put(prefix + "2.bias", new long[] {channels});
      }
    }
    return shapes;
  }

  /**
   * @param x B x channels x height x width
   * @return the same shape
   */
  public NDArray apply(final NDArray x) {
    return x.add(linear(Activation.relu(linear(x, down, downBias)), up, upBias));
  }

  private static NDArray linear(final NDArray x, final NDArray weight, final NDArray bias) {
    return Conv2d.conv2d(x, weight, bias, ONE, NONE, ONE, 1).singletonOrThrow();
  }

  /**
   * @param stage from 1
   * @return the weights by the names of state dicts
   */
  public Map<String, NDArray> parameters(final int stage) {
    final Map<String, NDArray> parameters = new LinkedHashMap<>();
    parameters.put(name(stage, "0.weight"), down);
    parameters.put(name(stage, "0.bias"), downBias);
    parameters.put(name(stage, "2.weight"), up);
    parameters.put(name(stage, "2.bias"), upBias);
    return parameters;
  }

  /**
   * Copies the weights out.
   *
   * @param stage from 1
   * @return tensors by the names of state dicts
   */
  public Map<String, Tensor> stateDict(final int stage) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    parameters(stage)
        .forEach(
            (name, array) -> {
              final Shape shape = array.getShape();
              final float[] values = array.toFloatArray();
              state.put(
                  name,
                  shape.dimension() == 4
                      ? Tensor.of(values, shape.get(0), shape.get(1))
                      : Tensor.of(values, shape.get(0)));
            });
    return state;
  }

  StageAdapter to(final DataType precision) {
    return down.getDataType() == precision
        ? this
        : new StageAdapter(
            down.toType(precision, false),
            downBias.toType(precision, false),
            up.toType(precision, false),
            upBias.toType(precision, false));
  }

  void attach(final NDManager manager) {
    parameters(1).values().forEach(a -> a.attach(manager));
  }
}
