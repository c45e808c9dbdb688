package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
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
   * @param score N x C attribute scores
   * @param nearest N x 9 row numbers
   * @return the constraint's value
   */
  public static NDArray loss(final NDArray score, final int[] nearest) {
    final int classes = (int) score.getShape().get(1);
    final int n = nearest.length / PatchFile.NEAREST;
    final float[] values = score.toFloatArray();
    final NDManager manager = score.getManager();
    NDArray sum = null;
    for (int c = 1; c < classes; c++) {
      final NDArray s = score.get(new NDIndex(":, " + c));
      final NDArray strongest =
          manager.create(strongest(values, classes, c, nearest), new Shape(n));
      final NDArray difference = s.sub(s.take(strongest));
      final NDArray loss = difference.tanh().abs().mean();
      sum = sum == null ? loss : sum.add(loss);
    }
    return sum == null ? manager.zeros(new Shape()) : sum;
  }

  private static long[] strongest(
      final float[] values, final int classes, final int c, final int[] nearest) {
    final long[] strongest = new long[nearest.length / PatchFile.NEAREST];
    for (int i = 0; i < strongest.length; i++) {
      float most = -1;
      for (int k = 0; k < PatchFile.NEAREST; k++) {
        final int j = nearest[i * PatchFile.NEAREST + k];
        final float magnitude = Math.abs(values[j * classes + c]);
        if (magnitude > most) {
          most = magnitude;
          strongest[i] = j;
        }
      }
    }
    return strongest;
  }
}
