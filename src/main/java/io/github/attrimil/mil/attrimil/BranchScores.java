package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;

/**
 * A bag's attribute scores twice: as an array that gradients flow through, and as numbers from
 * which the constraints choose patches.
 *
 * @param array N x C
 * @param values the same, flat, patch by patch
 * @param classes C
 */
public record BranchScores(NDArray array, float[] values, int classes) {

  /**
   * @param array N x C attribute scores
   * @return them and a copy of their values
   */
  public static BranchScores of(final NDArray array) {
    return new BranchScores(array, array.toFloatArray(), (int) array.getShape().get(1));
  }

  /**
   * @param patch a row
   * @param branch a column
   * @return the score
   */
  float at(final int patch, final int branch) {
    return values[patch * classes + branch];
  }

  /**
   * @param branch a column
   * @param k how many, at least 1
   * @return the rows of its k largest scores, or of all, largest first, the first of equals first
   */
  int[] best(final int branch, final int k) {
    final int[] best = new int[Math.min(k, size())];
    int found = 0;
    for (int i = 0; i < size(); i++) {
      int place = found;
      while (place > 0 && at(i, branch) > at(best[place - 1], branch)) {
        place--;
      }
      if (place < best.length) {
        found = Math.min(found + 1, best.length);
        System.arraycopy(best, place, best, place + 1, found - 1 - place);
        best[place] = i;
      }
    }
    return best;
  }

  /**
   * @return N
   */
  int size() {
    return values.length / classes;
  }
}
