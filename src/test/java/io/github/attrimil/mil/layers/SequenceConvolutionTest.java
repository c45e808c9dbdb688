package io.github.attrimil.mil.layers;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.tensor.Compute;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and gradients against sums written out, in doubles. */
class SequenceConvolutionTest {

  private static final int HEADS = 3;
  private static final int D = 4;
  private static final int K = 33;
  private static final double RELATIVE = 2e-6;

  /** At 256 PyTorch 2.7.1's own convolution has a wrong gradient on some processors. */
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 64, 65, 128, 200, 256, 384})
  void itIsTheSumOfItsFormula(final int n) {
    final float[] v = random(HEADS * n * D, 1);
    final float[] w = random(HEADS * K, 2);
    final float[] dOut = random(HEADS * n * D, 3);
    final double[] out = new double[v.length];
    final double[] dV = new double[v.length];
    final double[] dW = new double[w.length];
    for (int at = 0; at < out.length; at++) {
      final int head = at / (n * D);
      final int row = at / D % n;
      for (int k = 0; k < K; k++) {
        final int other = row + k - K / 2;
        if (other >= 0 && other < n) {
          final int from = (head * n + other) * D + at % D;
          out[at] += (double) w[head * K + k] * v[from];
          dV[from] += (double) w[head * K + k] * dOut[at];
          dW[head * K + k] += (double) v[from] * dOut[at];
        }
      }
    }
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final NDArray values = scope.create(v, new Shape(HEADS, n, D));
      final NDArray kernel = scope.create(w, new Shape(HEADS, 1, K, 1));
      values.setRequiresGradient(true);
      kernel.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray found = SequenceConvolution.of(values, kernel);
        assertClose("values", floats(out), found.toFloatArray(), RELATIVE, 0);
        forgetJavasBuffers();
        collector.backward(found.mul(scope.create(dOut, found.getShape())).sum());
      }
      assertClose("gradient", floats(dV), values.getGradient().toFloatArray(), RELATIVE, 0);
      assertClose("kernel's", floats(dW), kernel.getGradient().toFloatArray(), RELATIVE, 0);
    }
  }

  /** Memory that Java alone holds is used again: the backward pass must not need it. */
  private static void forgetJavasBuffers() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int k = 0; k < 20; k++) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(HEADS * 64 * 96 * Long.BYTES);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x7f);
        }
      }
    }
  }

  private static float[] random(final int length, final long seed) {
    final Random random = new Random(seed);
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
