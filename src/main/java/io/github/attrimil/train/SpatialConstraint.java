package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.file.PatchFile;

/**
 * The spatial constraint as the authors' code computes it: over the branches c = 1..C-1, mean_i
 * |tanh(s_i - p_i)|, where p_i is the score of largest magnitude among the 9 neighbours listed for
 * patch i (itself included, the first of equals, its sign kept). Gradient flows through both.
 */
public final class SpatialConstraint {

  private SpatialConstraint() {}

  /**
   * @param scores the bag's
   * @param nearest N x 9 row numbers
   * @return the constraint's value
   */
  public static NDArray loss(final BranchScores scores, final int[] nearest) {
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
    for (int i = 0; i < strongest.length; i++) {
      float most = -1;
      for (int k = 0; k < PatchFile.NEAREST; k++) {
        final int j = nearest[i * PatchFile.NEAREST + k];
        final float magnitude = Math.abs(scores.at(j, c));
        if (magnitude > most) {
          most = magnitude;
          strongest[i] = j;
        }
      }
    }
    return strongest;
  }
}
