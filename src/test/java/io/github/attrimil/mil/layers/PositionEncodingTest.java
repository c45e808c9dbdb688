package io.github.attrimil.mil.layers;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and gradients against sums written out, in doubles. */
class PositionEncodingTest {

  private static final int WIDTH = 5;
  private static final double RELATIVE = 3e-6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 7, 16, 23})
  void itIsTheSumOfItsFormula(final int side) {
    final Map<String, Tensor> weights =
        PositionEncoding.add(new TensorShapes(), "p", WIDTH).draw(1, name -> false);
    final Random random = new Random(2);
    final float[] x = gaussian(side * side * WIDTH, random);
    final float[] dOut = gaussian(x.length, random);
    final double[] out = new double[x.length];
    final double[] dX = new double[x.length];
    final Map<String, double[]> gradients = new LinkedHashMap<>();
    for (int at = 0; at < x.length; at++) {
      out[at] += x[at];
      dX[at] += dOut[at];
    }
    for (final String part : new String[] {"p.proj", "p.proj1", "p.proj2"}) {
      convolve(side, x, dOut, weights, part, out, dX, gradients);
    }
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Map<String, NDArray> arrays = new LinkedHashMap<>();
      weights.forEach((n, t) -> arrays.put(n, scope.create(t.floats(), new Shape(t.shape()))));
      arrays.values().forEach(a -> a.setRequiresGradient(true));
      final NDArray tokens = scope.create(x, new Shape((long) side * side, WIDTH));
      tokens.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray found = new PositionEncoding(arrays, "p").of(tokens, side);
        assertClose("values", floats(out), found.toFloatArray(), RELATIVE, 0);
        collector.backward(found.mul(scope.create(dOut, found.getShape())).sum());
      }
      assertClose("gradient", floats(dX), tokens.getGradient().toFloatArray(), RELATIVE, 0);
      gradients.forEach(
          (n, g) ->
              assertClose(n, floats(g), arrays.get(n).getGradient().toFloatArray(), RELATIVE, 0));
    }
  }

  private static void convolve(
      final int side,
      final float[] x,
      final float[] dOut,
      final Map<String, Tensor> weights,
      final String part,
      final double[] out,
      final double[] dX,
      final Map<String, double[]> gradients) {
    final float[] kernel = weights.get(part + ".weight").floats();
    final float[] bias = weights.get(part + ".bias").floats();
    final int size = (int) Math.sqrt(kernel.length / WIDTH);
    final double[] dKernel = new double[kernel.length];
    final double[] dBias = new double[WIDTH];
    for (int at = 0; at < x.length; at++) {
      final int c = at % WIDTH;
      out[at] += bias[c];
      dBias[c] += dOut[at];
      for (int k = 0; k < size * size; k++) {
        final int row = at / WIDTH / side + k / size - size / 2;
        final int column = at / WIDTH % side + k % size - size / 2;
        if (row >= 0 && row < side && column >= 0 && column < side) {
          final int from = (row * side + column) * WIDTH + c;
          final int entry = c * size * size + k;
          out[at] += (double) kernel[entry] * x[from];
          dX[from] += (double) kernel[entry] * dOut[at];
          dKernel[entry] += (double) x[from] * dOut[at];
        }
      }
    }
    gradients.put(part + ".weight", dKernel);
    gradients.put(part + ".bias", dBias);
  }

  private static float[] gaussian(final int length, final Random random) {
    final float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
