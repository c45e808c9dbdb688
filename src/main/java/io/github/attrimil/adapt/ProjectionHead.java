package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * SimCLR's projection (Chen et al. 2020, section 2.1): two linear layers with a rectifier between
 * them, of D to D to 128 features. It is left behind when the training ends.
 */
final class ProjectionHead {

  private static final int OUT = 128;

  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  /**
   * @param d D
   * @param saved weights by name, instead of drawn ones where they are there
   * @param random draws the others as PyTorch draws linear layers
   * @param manager owns the weights
   */
  ProjectionHead(
      final int d, final Map<String, Tensor> saved, final Random random, final NDManager manager) {
    final Map<String, Tensor> drawn = new LinkedHashMap<>();
    draw(drawn, "head.0", d, d, random);
    draw(drawn, "head.2", OUT, d, random);
    drawn.forEach(
        (name, tensor) -> {
          final Tensor start = saved.getOrDefault(name, tensor);
          final NDArray array = manager.create(start.floats(), new Shape(start.shape()));
          array.setRequiresGradient(true);
          parameters.put(name, array);
        });
  }

  private static void draw(
      final Map<String, Tensor> drawn,
      final String name,
      final int out,
      final int in,
      final Random random) {
    final float bound = (float) (1 / Math.sqrt(in));
    for (final long[] shape : List.of(new long[] {out, in}, new long[] {out})) {
      final float[] values = new float[shape.length == 1 ? out : out * in];
      for (int i = 0; i < values.length; i++) {
        values[i] = (2 * random.nextFloat() - 1) * bound;
      }
      drawn.put(name + (shape.length == 1 ? ".bias" : ".weight"), Tensor.of(values, shape));
    }
  }

  /**
   * @param h B x D
   * @return B x 128
   */
  NDArray apply(final NDArray h) {
    return linear(Activation.relu(linear(h, "head.0")), "head.2");
  }

  private NDArray linear(final NDArray x, final String name) {
    return Linear.linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"))
        .singletonOrThrow();
  }

  /**
   * @return its weights by name
   */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /**
   * @return its weights, copied out
   */
  Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    parameters.forEach(
        (name, array) ->
            state.put(name, Tensor.of(array.toFloatArray(), array.getShape().getShape())));
    return state;
  }
}
