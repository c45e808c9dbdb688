package io.github.attrimil.mil.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Patches m + sqrt(K l_k) v_k and m - sqrt(K l_k) v_k for each of K directions: their mean is m and
 * their covariance has the eigenvalues l_k and the eigenvectors v_k, exactly.
 */
class WhitenedPcaTest {

  private static final double TOLERANCE = 2e-5;

  private final Random random = new Random(1);

  /** Orthonormal, each with its largest entry above 0. */
  private double[][] directions(final int count, final int features) {
    final double[][] v = new double[count][];
    for (int k = 0; k < count; k++) {
      v[k] = random.doubles(features, -1, 1).toArray();
      for (int j = 0; j < k; j++) {
        add(v[k], v[j], -dot(v[k], v[j]));
      }
      final double largest =
          Arrays.stream(v[k]).boxed().max((a, b) -> Double.compare(Math.abs(a), Math.abs(b))).get();
      final double scale = Math.signum(largest) / Math.sqrt(dot(v[k], v[k]));
      v[k] = Arrays.stream(v[k]).map(x -> x * scale).toArray();
    }
    return v;
  }

  private static void add(final double[] to, final double[] v, final double weight) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * v[i];
    }
  }

  private static double dot(final double[] a, final double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static float[] patches(final double[] mean, final double[] l, final double[][] v) {
    final int features = mean.length;
    final float[] h = new float[2 * l.length * features];
    for (int p = 0; p < 2 * l.length; p++) {
      final int k = p / 2;
      for (int i = 0; i < features; i++) {
        final double away = (p % 2 == 0 ? 1 : -1) * Math.sqrt(l.length * l[k]) * v[k][i];
        h[p * features + i] = (float) (mean[i] + away);
      }
    }
    return h;
  }

  private static WhitenedPca fit(final int features, final int wanted, final float[]... slides) {
    try (Moments moments = new Moments(features)) {
      for (final float[] slide : slides) {
        moments.add(slide, 1);
      }
      return WhitenedPca.of(moments, wanted, 7);
    }
  }

  private static void check(
      final WhitenedPca found,
      final int width,
      final double[] mean,
      final double[] l,
      final double[][] v) {
    final Reduction reduction = found.reduction();
    assertEquals(width, reduction.width());
    for (int k = 0; k < width; k++) {
      for (int i = 0; i < mean.length; i++) {
        final double weight = reduction.weight().floats()[k * mean.length + i];
        assertEquals(v[k][i], weight * Math.sqrt(l[k]), TOLERANCE, k + ", " + i);
      }
      assertEquals(
          -dot(v[k], mean), reduction.bias().floats()[k] * Math.sqrt(l[k]), TOLERANCE * 20);
    }
    final double all = Arrays.stream(l).sum();
    assertEquals(Arrays.stream(l, 0, width).sum() / all, found.explained(), 1e-6);
  }

  @Test
  void findsWhatAKnownCovarianceIsMadeOf() {
    final double[] mean = {3, -2, 0, 5, 1};
    final double[] l = {9, 4, 1, 0.25, 0.01};
    final double[][] v = directions(5, 5);
    check(fit(5, 5, patches(mean, l, v)), 5, mean, l, v);
    check(fit(5, 3, patches(mean, l, v)), 3, mean, l, v);
    check(fit(5, 64, patches(mean, l, v)), 5, mean, l, v);
  }

  @Test
  void findsItAmongMoreFeaturesThanAreDecomposedWhole() {
    final int features = 700;
    final double[] mean = random.doubles(features, -1, 1).toArray();
    final double[] l = new double[60];
    Arrays.setAll(l, k -> 1.0 / (1 + k));
    final double[][] v = directions(60, features);
    final float[] h = patches(mean, l, v);
    check(fit(features, 12, h), 12, mean, l, v);
    // More than the rank is not to be had.
    check(fit(features, 64, h), 60, mean, l, v);
    assertArrayEquals(
        fit(features, 12, h).reduction().weight().floats(),
        fit(features, 12, h).reduction().weight().floats());
  }

  /** Two slides at -1 and 1, of 2 and of 20 patches: the variance between them is 1. */
  @Test
  void aLargeSlideCountsAsMuchAsASmallOne() {
    final float[] small = {-1, 0, -1, 0};
    final float[] large = new float[40];
    for (int i = 0; i < 40; i += 2) {
      large[i] = 1;
    }
    final Reduction found = fit(2, 2, small, large).reduction();
    assertEquals(1, found.width());
    assertArrayEquals(new float[] {1, 0}, found.weight().floats(), 1e-6f);
    assertArrayEquals(new float[] {0}, found.bias().floats(), 1e-6f);
  }

  @Test
  void smallDifferencesFarFromZeroAreNotLost() {
    final double[] mean = {1000, -2000, 500};
    final double[] l = {4e-2, 1e-2, 2.5e-3};
    final double[][] v = directions(3, 3);
    final Reduction found = fit(3, 3, patches(mean, l, v)).reduction();
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < 3; i++) {
        // The patches themselves are rounded to 1e-4.
        assertEquals(v[k][i], found.weight().floats()[3 * k + i] * Math.sqrt(l[k]), 5e-3);
      }
    }
  }

  @Test
  void refusesFeaturesWithoutProductsInFloat32() {
    try (Moments moments = new Moments(2)) {
      moments.add(new float[] {1e30f, 1, -1e30f, 2}, 1);
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> WhitenedPca.of(moments, 1, 1));
      assertTrue(e.getMessage().contains("reduction=standard"), e.getMessage());
    }
  }

  @Test
  void refusesPatchesThatAreAllTheSame() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> fit(2, 2, new float[] {3, 4, 3, 4}));
    assertTrue(e.getMessage().contains("All 2 patches"), e.getMessage());
  }
}
