package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;

/**
 * Top left corners of N patches.
 *
 * @param xLevel0 N values in level-0 pixels; not copied
 * @param yLevel0 N values in level-0 pixels; not copied
 */
public record PatchCoords(long[] xLevel0, long[] yLevel0) {

  /** Checks the lengths. */
  public PatchCoords {
    if (xLevel0.length != yLevel0.length) {
      throw new AttriMilException(
          "Patches need as many x as y, not " + xLevel0.length + " and " + yLevel0.length);
    }
  }

  /**
   * @return N
   */
  public int size() {
    return xLevel0.length;
  }

  /**
   * @return N x 2, row by row: x, y, as the coords data set of a patch file
   */
  public long[] interleaved() {
    final long[] xy = new long[2 * xLevel0.length];
    for (int i = 0; i < xLevel0.length; i++) {
      xy[2 * i] = xLevel0[i];
      xy[2 * i + 1] = yLevel0[i];
    }
    return xy;
  }

  /**
   * @param xy N x 2, row by row: x, y
   * @return the patches
   */
  public static PatchCoords ofInterleaved(final long[] xy) {
    final long[] x = new long[xy.length / 2];
    final long[] y = new long[xy.length - x.length];
    for (int i = 0; i < xy.length; i++) {
      (i % 2 == 0 ? x : y)[i / 2] = xy[i];
    }
    return new PatchCoords(x, y);
  }
}
