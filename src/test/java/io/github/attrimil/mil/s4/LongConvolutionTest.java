package io.github.attrimil.mil.s4;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.tensor.Compute;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels and convolutions against sums in doubles, and the gradients of convolutions. */
class LongConvolutionTest {

  private static final int W = 3;
  private static final int S = 2;

  /** Of the largest magnitude in an array. */
  private static final double RELATIVE = 2e-6;

  private static float[] normal(final int count, final long seed) {
    final Random random = new Random(seed);
    final float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** sum_j a_j b_(l-j); or, the other way round, sum_l a_l b_(l-j), which is its gradient. */
  private static float[] sums(
      final float[] a, final float[] b, final int length, final boolean gradient) {
    final float[] sums = new float[a.length];
    for (int w = 0; w < W; w++) {
      for (int l = 0; l < length; l++) {
        double sum = 0;
        for (int j = 0; j < length; j++) {
          final int other = gradient ? j - l : l - j;
          sum += other < 0 ? 0 : (double) a[w * length + j] * b[w * length + other];
        }
        sums[w * length + l] = (float) sum;
      }
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 37, 128, 211})
  void convolutionsAndTheirGradientsAreTheSums(final int length) {
    final float[] u = normal(W * length, 1);
    final float[] k = normal(W * length, 2);
    final float[] probe = normal(W * length, 3);
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Shape shape = new Shape(W, length);
      final NDArray input = scope.create(u, shape);
      final NDArray kernel = scope.create(k, shape);
      input.setRequiresGradient(true);
      kernel.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray y = LongConvolution.of(input, kernel);
        assertClose("y", sums(u, k, length, false), y.toFloatArray(), RELATIVE, 0);
        collector.backward(y.mul(scope.create(probe, shape)).sum());
      }
      assertClose(
          "u", sums(probe, k, length, true), input.getGradient().toFloatArray(), RELATIVE, 0);
      assertClose(
          "K", sums(probe, u, length, true), kernel.getGradient().toFloatArray(), RELATIVE, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 400, 1000})
  void kernelsAreSumsOfPowers(final int length) {
    final float[] logStep = {(float) Math.log(1e-3), (float) Math.log(1e-2), (float) Math.log(0.1)};
    final float[] logReal = normal(W * S, 4);
    final float[] imaginary = {0, 3, 0, 3, 0, 3};
    final float[] c = normal(W * S * 2, 5);
    final float[] expected = new float[W * length];
    for (int w = 0; w < W; w++) {
      final double dt = Math.exp(logStep[w]);
      for (int l = 0; l < length; l++) {
        double sum = 0;
        for (int s = 0; s < S; s++) {
          final int at = w * S + s;
          final double re = -Math.exp(logReal[at]);
          final double im = imaginary[at];
          // (exp(dt A) - 1) exp(dt A l) / A, by its size and angle.
          final double jumpRe = Math.exp(dt * re) * Math.cos(dt * im) - 1;
          final double jumpIm = Math.exp(dt * re) * Math.sin(dt * im);
          final double size =
              Math.hypot(jumpRe, jumpIm)
                  * Math.exp(dt * re * l)
                  * Math.hypot(c[2 * at], c[2 * at + 1])
                  / Math.hypot(re, im);
          final double angle =
              Math.atan2(jumpIm, jumpRe)
                  + dt * im * l
                  + Math.atan2(c[2 * at + 1], c[2 * at])
                  - Math.atan2(im, re);
          sum += 2 * size * Math.cos(angle);
        }
        expected[w * length + l] = (float) sum;
      }
    }
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Map<String, NDArray> weights =
          Map.of(
              "log_dt", scope.create(logStep),
              "log_A_real", scope.create(logReal, new Shape(W, S)),
              "A_imag", scope.create(imaginary, new Shape(W, S)),
              "C", scope.create(c, new Shape(W, S, 2)));
      final NDArray kernel = new S4Kernel(weights, "").of(length, scope);
      // exp(dt A) - 1 loses digits where dt is small, in the reference too.
      assertClose("K", expected, kernel.toFloatArray(), 1e-4, 0);
    }
  }

  @Test
  void lengthsHaveSmallPrimeFactors() {
    assertEquals(2, LongConvolution.smooth(1));
    assertEquals(80, LongConvolution.smooth(76));
    assertEquals(40_000, LongConvolution.smooth(39_999));
  }
}
