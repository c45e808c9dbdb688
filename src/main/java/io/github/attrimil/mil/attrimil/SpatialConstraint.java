package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchGrid;
import java.util.stream.IntStream;

/**
 * The spatial constraint: neighboring patches should score alike. Its forms:
 *
 * <ul>
 *   <li>STRONGEST, as the authors' code computes it: over the branches c = 1..C-1, mean_i |tanh(s_i
 *       - p_i)|, where p_i is the score of largest magnitude among the 9 neighbors listed for patch
 *       i (itself included, the first of equals, its sign kept). Gradient flows through both.
 *   <li>GEARY: Geary's contiguity ratio (Geary 1954, The Incorporated Statistician 5:115, doi
 *       10.2307/2986645), the mean of (s_i - s_j)^2 over pairs of neighbors by twice the variance
 *       of s, averaged over all branches. It is near 1 for scores without order in space and 0 for
 *       scores that are the same wherever patches touch. Scaling all scores does not change it, so
 *       that it cannot be met by shrinking a branch.
 * </ul>
 */
public final class SpatialConstraint {

  /** Keeps the ratio finite for scores that are all the same. */
  private static final float LEAST_VARIANCE = 1e-12f;

  private SpatialConstraint() {}

  /**
   * @param form which terms
   * @param scores the bag's
   * @param nearest N x 9 row numbers
   * @return the constraint's value
   */
  public static NDArray loss(
      final SpatialForm form, final BranchScores scores, final int[] nearest) {
    return form == SpatialForm.GEARY ? geary(scores, nearest) : strongest(scores, nearest);
  }

  private static NDArray geary(final BranchScores scores, final int[] nearest) {
    final NDManager manager = scores.array().getManager();
    final int pairs =
        (int) IntStream.range(0, nearest.length).filter(k -> isPair(nearest, k)).count();
    if (pairs == 0) {
      return manager.zeros(new Shape());
    }
    final long[] one = new long[pairs];
    final long[] other = new long[pairs];
    int p = 0;
    for (int k = 0; k < nearest.length; k++) {
      if (isPair(nearest, k)) {
        one[p] = k / PatchGrid.NEIGHBORS;
        other[p++] = nearest[k];
      }
    }
    final NDArray s = scores.array();
    final int[] patches = {0};
    final NDArray apart =
        s.get(manager.create(one)).sub(s.get(manager.create(other))).square().mean(patches);
    final NDArray spread = s.sub(s.mean(patches, true)).square().mean(patches);
    final NDArray least = manager.create(LEAST_VARIANCE);
    return apart.div(spread.add(spread).add(least)).mean();
  }

  private static boolean isPair(final int[] nearest, final int k) {
    return nearest[k] != k / PatchGrid.NEIGHBORS;
  }

  private static NDArray strongest(final BranchScores scores, final int[] nearest) {
    final NDManager manager = scores.array().getManager();
    final NDList terms = new NDList();
    for (int c = 1; c < scores.classes(); c++) {
      final NDArray s = scores.array().get(":, " + c);
      final NDArray strongest = manager.create(strongest(scores, c, nearest));
      terms.add(s.sub(s.take(strongest)).tanh().abs().mean());
    }
    return terms.isEmpty() ? manager.zeros(new Shape()) : NDArrays.stack(terms).sum();
  }

  private static long[] strongest(final BranchScores scores, final int c, final int[] nearest) {
    final long[] strongest = new long[scores.size()];
    // By themselves: neighbors are looked up nine times as often.
    final float[] magnitudes = new float[strongest.length];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(scores.at(i, c));
    }
    for (int i = 0; i < strongest.length; i++) {
      float most = -1;
      for (int k = 0; k < PatchGrid.NEIGHBORS; k++) {
        final int j = nearest[i * PatchGrid.NEIGHBORS + k];
        if (magnitudes[j] > most) {
          most = magnitudes[j];
          strongest[i] = j;
        }
      }
    }
    return strongest;
  }
}
