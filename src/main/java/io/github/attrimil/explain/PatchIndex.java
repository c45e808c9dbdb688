package io.github.attrimil.explain;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds the patches at a place of the slide, in logarithmic time and memory of two arrays however
 * far apart patches lie.
 */
public final class PatchIndex {

  private static final int ROW_BITS = 31;

  private final PatchScores scores;
  private final double size;
  private final long x0;
  private final long y0;

  /** Square of side {@code size} that holds a patch's corner, sorted. */
  private final long[] cells;

  private final int[] patches;

  public PatchIndex(final PatchScores scores) {
    this.scores = scores;
    this.size = scores.patchSizeLevel0();
    this.x0 = Arrays.stream(scores.xLevel0()).min().orElseThrow();
    this.y0 = Arrays.stream(scores.yLevel0()).min().orElseThrow();
    final int n = scores.patches();
    final long[] of = new long[n];
    final Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      of[i] = cell(column(scores.xLevel0()[i]), row(scores.yLevel0()[i]));
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Long.compare(of[a], of[b]));
    patches = new int[n];
    cells = new long[n];
    for (int k = 0; k < n; k++) {
      patches[k] = order[k];
      cells[k] = of[order[k]];
    }
  }

  /**
   * @param xLevel0 in level-0 pixels
   * @param yLevel0 in level-0 pixels
   * @return the patch that covers the place, of several the one with the nearest center; -1 for
   *     none
   */
  public int at(final double xLevel0, final double yLevel0) {
    final int[] best = {-1};
    final double[] nearest = {Double.POSITIVE_INFINITY};
    forEach(
        xLevel0,
        yLevel0,
        xLevel0,
        yLevel0,
        i -> {
          final double dx = scores.xLevel0()[i] + size / 2 - xLevel0;
          final double dy = scores.yLevel0()[i] + size / 2 - yLevel0;
          final double distance = dx * dx + dy * dy;
          if (distance < nearest[0] || distance == nearest[0] && i < best[0]) {
            nearest[0] = distance;
            best[0] = i;
          }
        });
    return best[0];
  }

  /** Hands over the patches that touch a rectangle, right and lower edges of patches excluded. */
  public void forEach(
      final double left,
      final double top,
      final double right,
      final double bottom,
      final IntConsumer action) {
    // A patch starts at most one cell before what it reaches into.
    final long lastColumn = column(right);
    final long lastRow = row(bottom);
    if (lastColumn < 0 || lastRow < 0) {
      return;
    }
    final long firstRow = Math.max(0, row(top) - 1);
    final long firstColumn = Math.max(0, column(left) - 1);
    for (long row = firstRow; row <= lastRow; row++) {
      int k = Arrays.binarySearch(cells, cell(firstColumn, row));
      k = k < 0 ? -k - 1 : k;
      while (k > 0 && cells[k - 1] == cell(firstColumn, row)) {
        k--;
      }
      final long end = cell(lastColumn, row);
      if (k == cells.length) {
        return;
      }
      for (; k < cells.length && cells[k] <= end; k++) {
        final int i = patches[k];
        final long x = scores.xLevel0()[i];
        final long y = scores.yLevel0()[i];
        if (x <= right && x + size > left && y <= bottom && y + size > top) {
          action.accept(i);
        }
      }
      if (k < cells.length) {
        // Rows without patches are ignored.
        row = Math.max(row, (cells[k] >> ROW_BITS) - 1);
      }
    }
  }

  private long column(final double xLevel0) {
    return clamp(Math.floor((xLevel0 - x0) / size));
  }

  private long row(final double yLevel0) {
    return clamp(Math.floor((yLevel0 - y0) / size));
  }

  private static long clamp(final double cell) {
    return (long) Math.max(-1, Math.min(Integer.MAX_VALUE, cell));
  }

  private static long cell(final long column, final long row) {
    return row << ROW_BITS | column;
  }
}
