package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.geometry.Neighbors;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.tensor.Compute;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Geary's ratio of scores in a row of patches, by hand. */
class GearyTest {

  /** The ratio of one branch's scores, and its gradient. */
  private static double[] ratio(final float... scores) {
    final int n = scores.length;
    final int[] nearest =
        Neighbors.nearest(new PatchCoords(LongStream.range(0, n).toArray(), new long[n]), 1);
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu());
        GradientCollector collector = Compute.engine().newGradientCollector()) {
      final NDArray leaf = manager.create(scores, new Shape(n, 1));
      leaf.setRequiresGradient(true);
      final NDArray value =
          SpatialConstraint.loss(SpatialForm.GEARY, BranchScores.of(leaf), nearest);
      // Scores that do not reach the value still have a gradient, of zero.
      collector.backward(value.add(leaf.sum().mul(manager.create(0f))));
      final float[] gradient = leaf.getGradient().toFloatArray();
      final double[] all = new double[n + 1];
      all[0] = value.getFloat();
      for (int i = 0; i < n; i++) {
        all[i + 1] = gradient[i];
      }
      return all;
    }
  }

  @Test
  void isTheMeanSquareBetweenNeighborsByTwiceTheVariance() {
    // 0 1 2 3: neighbors differ by 1, the variance is 1.25.
    assertEquals(1 / 2.5, ratio(0, 1, 2, 3)[0], 1e-6);
    // Ups and downs: neighbors differ by 2, the variance is 1.
    assertEquals(2, ratio(1, -1, 1, -1)[0], 1e-6);
  }

  @Test
  void sizeAndShiftDoNotChangeIt() {
    final double value = ratio(0, 1, 5, 2, 2)[0];
    assertEquals(value, ratio(0, 1e-3f, 5e-3f, 2e-3f, 2e-3f)[0], 1e-5);
    assertEquals(value, ratio(100, 200, 600, 300, 300)[0], 1e-5);
  }

  @Test
  void theGradientIsThatOfTheFormula() {
    final float[] at = {0, 1, 5, 2, 2};
    final double[] found = ratio(at);
    final double[] expected = new double[at.length];
    final double[] gradient = new double[at.length];
    final float step = 1f / 64;
    for (int i = 0; i < at.length; i++) {
      final float[] more = at.clone();
      final float[] less = at.clone();
      more[i] += step;
      less[i] -= step;
      expected[i] = (ratio(more)[0] - ratio(less)[0]) / (2 * step);
      gradient[i] = found[i + 1];
    }
    assertArrayEquals(expected, gradient, 1e-4);
  }

  @Test
  void equalScoresAndSinglePatchesAreNothing() {
    assertEquals(0, ratio(2, 2, 2)[0]);
    assertEquals(0, ratio(2)[0]);
  }
}
