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

  @Test
  void equalPatchesAreRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> fit(2, 1, 2, 1, 2, 1, 2));
    assertTrue(e.getMessage().contains("have the same features"), e.getMessage());
  }
}
