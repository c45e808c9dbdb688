package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The eight neighbors of each patch on the grid, as AttriMIL's spatial constraint uses them (Cai et
 * al. 2024, section "spatial attribute constraint").
 */
public final class Neighbors {

  /** Entries for each patch: itself and eight neighbors. */
  public static final int WIDTH = 9;

  /** Steps along x and y of the nine entries, in the order of the official files. */
  private static final int[][] STEPS = {
    {0, 0}, {0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}
  };

  /**
   * Below this a step counts as whole: over 500,000 patches in a row it adds up to half a pixel.
   */
  private static final double WHOLE = 1e-6;

  private Neighbors() {}

  /**
   * Finds the neighbors: patches whose corner is exactly one step away. Where the step is not a
   * whole number, corners are rounded, and both neighboring whole numbers count as one step, the
   * nearer first. Of patches at one place the first is taken.
   *
   * @param coords N patches
   * @param stepLevel0 from patch to patch in level-0 pixels
   * @return N x 9, row by row: the patch itself, then those at (dx, dy) = (0,-1), (0,1), (-1,0),
   *     (1,0), (-1,-1), (1,-1), (-1,1), (1,1) steps; the patch itself where there is none
   */
  public static int[] nearest(final PatchCoords coords, final double stepLevel0) {
    if (!(stepLevel0 >= 1) || stepLevel0 > Integer.MAX_VALUE) {
      throw new AttriMilException(
          "step=" + stepLevel0 + " is invalid: give the patches' distance in level-0 pixels");
    }
    final int n = coords.size();
    final LongIntMap rows = new LongIntMap(n);
    for (int i = 0; i < n; i++) {
      rows.putIfAbsent(LongIntMap.key(narrow(coords.xLevel0()[i]), narrow(coords.yLevel0()[i])), i);
    }
    final int[] lengths = lengths(stepLevel0);
    final int[] nearest = new int[Math.multiplyExact(WIDTH, n)];
    for (int i = 0; i < n; i++) {
      final int x = (int) coords.xLevel0()[i];
      final int y = (int) coords.yLevel0()[i];
      nearest[WIDTH * i] = i;
      for (int k = 1; k < WIDTH; k++) {
        final int found = find(rows, x, y, STEPS[k][0], STEPS[k][1], lengths);
        nearest[WIDTH * i + k] = found < 0 ? i : found;
      }
    }
    return nearest;
  }

  private static int find(
      final LongIntMap rows,
      final int x,
      final int y,
      final int dx,
      final int dy,
      final int[] lengths) {
    for (final int lx : lengths) {
      for (final int ly : lengths) {
        final long nx = x + (long) dx * lx;
        final long ny = y + (long) dy * ly;
        if (nx == (int) nx && ny == (int) ny) {
          final int found = rows.get(LongIntMap.key((int) nx, (int) ny));
          if (found >= 0) {
            return found;
          }
        }
        if (dy == 0) {
          break;
        }
      }
      if (dx == 0) {
        break;
      }
    }
    return -1;
  }

  /** What one step may be in whole pixels, likeliest first. */
  private static int[] lengths(final double step) {
    final long near = Math.round(step);
    if (Math.abs(step - near) < WHOLE) {
      return new int[] {(int) near};
    }
    return new int[] {(int) near, (int) (near > step ? near - 1 : near + 1)};
  }

  static int narrow(final long coordinate) {
    if (coordinate != (int) coordinate) {
      throw new AttriMilException(
          "A patch at "
              + coordinate
              + " level-0 pixels is outside any slide: check the patch file");
    }
    return (int) coordinate;
  }

  /**
   * Infers the step of a file that does not state it: the commonest distance between consecutive
   * patches of a row or column, of equally common ones the smallest. Where part of the distances
   * are one pixel off, as on rounded grids, their mean.
   *
   * @param coords N patches
   * @return the step in level-0 pixels, or nothing when no two patches share a row or column
   */
  public static OptionalDouble inferStep(final PatchCoords coords) {
    final int n = coords.size();
    final long[] distances = new long[2 * n];
    int m = distances(coords.xLevel0(), coords.yLevel0(), distances, 0);
    m = distances(coords.yLevel0(), coords.xLevel0(), distances, m);
    Arrays.sort(distances, 0, m);
    int best = 0;
    long step = 0;
    for (int i = 0, j; i < m; i = j) {
      j = endOfRun(distances, i, m);
      if (j - i > best) {
        best = j - i;
        step = distances[i];
      }
    }
    if (best == 0) {
      return OptionalDouble.empty();
    }
    final int less = count(distances, m, step - 1);
    final int more = count(distances, m, step + 1);
    final int other = Math.max(less, more);
    final int sign = more >= less ? 1 : -1;
    return OptionalDouble.of(step + sign * (other / (double) (best + other)));
  }

  /** Distances along b of consecutive patches with equal a; returns the end of the list. */
  private static int distances(final long[] a, final long[] b, final long[] out, final int from) {
    final long[] keys = new long[a.length];
    for (int i = 0; i < keys.length; i++) {
      // The sign bit is turned so that keys sort by a, then by b.
      keys[i] = LongIntMap.key(narrow(a[i]), narrow(b[i]) ^ Integer.MIN_VALUE);
    }
    Arrays.sort(keys);
    int n = from;
    for (int i = 1; i < keys.length; i++) {
      if (keys[i] >> 32 == keys[i - 1] >> 32 && keys[i] != keys[i - 1]) {
        out[n++] = keys[i] - keys[i - 1];
      }
    }
    return n;
  }

  private static int endOfRun(final long[] sorted, final int start, final int end) {
    int j = start;
    while (j < end && sorted[j] == sorted[start]) {
      j++;
    }
    return j;
  }

  private static int count(final long[] values, final int end, final long wanted) {
    return (int) Arrays.stream(values, 0, end).filter(v -> v == wanted).count();
  }
}
