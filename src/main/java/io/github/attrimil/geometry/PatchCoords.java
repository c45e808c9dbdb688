package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;

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
   * @param other patches
   * @return whether they lie at the same places in the same order
   */
  public boolean sameAs(final PatchCoords other) {
    return Arrays.equals(xLevel0, other.xLevel0) && Arrays.equals(yLevel0, other.yLevel0);
  }

  /**
   * @param xy N x 2, row by row: x, y
   * @return the patches
   */
  public static PatchCoords ofInterleaved(final long[] xy) {
    final long[] x = new long[(xy.length + 1) / 2];
    final long[] y = new long[xy.length / 2];
    for (int i = 0; i < y.length; i++) {
      x[i] = xy[2 * i];
      y[i] = xy[2 * i + 1];
    }
    return new PatchCoords(x, y);
  }
}
