package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;

/**
 * Where the pixels of a score map lie on the slide: square cells, the first with its top left
 * corner at (x0, y0).
 *
 * <p>The cell is the patches' step where all patches lie on one grid, to {@link #ALIGNED} of a step
 * or a pixel. CLAM starts a new grid at each piece of tissue; then the cell is the largest of
 * step/2 ... step/8 that all patches fit, and if none does, step/4, with patches moved by at most
 * an eighth of a step to the nearest cell.
 *
 * @param x0Level0 left edge in level-0 pixels
 * @param y0Level0 top edge in level-0 pixels
 * @param cellLevel0 side of a cell in level-0 pixels
 * @param width cells along x
 * @param height cells along y
 * @param span cells along each side of a patch, at least 1
 */
public record ScoreGrid(
    long x0Level0, long y0Level0, double cellLevel0, int width, int height, int span) {

  /** How far off the grid a patch may lie, in steps. */
  private static final double ALIGNED = 0.02;

  private static final int FINEST = 8;
  private static final int COMPROMISE = 4;
  private static final long MAX_CELLS = 1L << 26;

  /**
   * Finds the grid of the patches.
   *
   * @param scores the patches
   * @return a grid that holds them all
   * @throws AttriMilException when it would be absurdly large
   */
  public static ScoreGrid of(final PatchScores scores) {
    final long x0 = min(scores.xLevel0());
    final long y0 = min(scores.yLevel0());
    final double step = scores.stepLevel0();
    int parts = 1;
    while (parts <= FINEST
        && !(fits(scores.xLevel0(), x0, step / parts, step)
            && fits(scores.yLevel0(), y0, step / parts, step))) {
      parts++;
    }
    final double cell = step / (parts > FINEST ? COMPROMISE : parts);
    final int span = (int) Math.max(1, Math.ceil(scores.patchSizeLevel0() / cell - 0.5));
    final long width = Math.round((max(scores.xLevel0()) - (double) x0) / cell) + span;
    final long height = Math.round((max(scores.yLevel0()) - (double) y0) / cell) + span;
    if (width > MAX_CELLS || height > MAX_CELLS || width * height > MAX_CELLS) {
      throw new AttriMilException(
          "A map of slide '"
              + scores.slideId()
              + "' would have "
              + width
              + " x "
              + height
              + " pixels; its patch coordinates or its step of "
              + step
              + " px are wrong.");
    }
    return new ScoreGrid(x0, y0, cell, (int) width, (int) height, span);
  }

  /**
   * @param xLevel0 a patch's left edge
   * @return its first column
   */
  public int column(final long xLevel0) {
    return (int) Math.round((xLevel0 - x0Level0) / cellLevel0);
  }

  /**
   * @param yLevel0 a patch's top edge
   * @return its first row
   */
  public int row(final long yLevel0) {
    return (int) Math.round((yLevel0 - y0Level0) / cellLevel0);
  }

  private static boolean fits(
      final long[] at, final long origin, final double cell, final double step) {
    final double tolerance = Math.max(1, ALIGNED * step);
    for (final long v : at) {
      final double off = (v - origin) / cell;
      if (Math.abs(off - Math.rint(off)) * cell > tolerance) {
        return false;
      }
    }
    return true;
  }

  private static long min(final long[] values) {
    long min = Long.MAX_VALUE;
    for (final long v : values) {
      min = Math.min(min, v);
    }
    return min;
  }

  private static long max(final long[] values) {
    long max = Long.MIN_VALUE;
    for (final long v : values) {
      max = Math.max(max, v);
    }
    return max;
  }
}
