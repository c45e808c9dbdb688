package io.github.attrimil.mil.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;

class StandardizedTest {

  private static Reduction fit(final int features, final float... patches) {
    try (Moments moments = new Moments(features)) {
      moments.add(patches, 1);
      return Standardized.of(moments);
    }
  }

  /** The first feature has mean 2 and deviation 1, the second is the same in all patches. */
  @Test
  void scalesEachFeatureAndLeavesOutConstantOnes() {
    final Reduction reduction = fit(2, 1, 1e6f, 3, 1e6f, 1, 1e6f, 3, 1e6f);
    assertArrayEquals(new float[] {1, 0, 0, 0}, reduction.weight().floats(), 1e-6f);
    assertArrayEquals(new float[] {-2, 0}, reduction.bias().floats(), 1e-6f);
  }

  @Test
  void squaresAreThoseOfScaledFeatures() {
    try (Moments moments = new Moments(2)) {
      moments.add(new float[] {1, 1e6f, 3, 1e6f, 1, 1e6f, 3, 1e6f}, 1);
      final Reduction linear = Standardized.of(moments);
      final Reduction squared = Standardized.withSquares(moments);
      assertArrayEquals(linear.weight().floats(), squared.weight().floats());
      assertArrayEquals(linear.bias().floats(), squared.bias().floats());
      assertEquals(3, squared.limit());
      assertEquals(4, squared.width());
      assertEquals(2, squared.features());
    }
  }

  /** Squares of 1e30 and 1e-30 are no float32 numbers; the mean of several .1 is not .1. */
  @Test
  void scalesLargeAndSmallFeaturesAndLeavesOutRoundingErrors() {
    try (Moments moments = new Moments(3)) {
      for (int n = 3; n < 40; n++) {
        final float[] rows = new float[3 * n];
        for (int i = 0; i < n; i++) {
          final float sign = 2 * i < n ? 1 : -1;
          rows[3 * i] = sign * 1e30f;
          rows[3 * i + 1] = sign * 1e-30f;
          rows[3 * i + 2] = 0.1f;
        }
        moments.add(rows, 1);
      }
      final float[] weight = Standardized.of(moments).weight().floats();
      assertEquals(1, weight[0] * 1e30f, 1e-2f);
      assertEquals(1, weight[4] * 1e-30f, 1e-2f);
      assertEquals(0, weight[8]);
    }
  }

  @Test
  void equalPatchesAreRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> fit(2, 1, 2, 1, 2, 1, 2));
    assertTrue(e.getMessage().contains("have the same features"), e.getMessage());
  }
}
