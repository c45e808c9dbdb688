package io.github.attrimil.tissue;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The tissue that contours keep, as pixels again: what lies in an outer border or on it, without
 * what lies inside a hole. Pieces too small and holes too small are gone from it.
 */
public final class KeptTissue {

  private final TissueMask mask;
  private final byte[] data;

  private KeptTissue(final TissueMask mask) {
    this.mask = mask;
    data = new byte[mask.data().length];
  }

  /**
   * @param mask where the contours were found
   * @param contours the contours, in level-0 pixels
   * @return a mask of the same size
   */
  public static TissueMask of(final TissueMask mask, final List<Region> contours) {
    final KeptTissue kept = new KeptTissue(mask);
    // What lies in the hole of another comes after it.
    final List<Region> largestFirst = new ArrayList<>(contours);
    largestFirst.sort(Comparator.comparingDouble((Region c) -> c.outer().area()).reversed());
    for (final Region contour : largestFirst) {
      kept.fill(contour.outer(), (byte) 1);
      contour.holes().forEach(h -> kept.fill(h, (byte) 0));
    }
    return mask.with(kept.data);
  }

  /** Undoes {@link Polygon#scaled}, which cut off fractions. */
  private static int[] inMask(final double[] level0, final double downsample) {
    return Arrays.stream(level0).mapToInt(v -> (int) Math.ceil(v / downsample - 1e-9)).toArray();
  }

  /** Fills a polygon of steps of one pixel; the pixels of its border are tissue in any case. */
  private void fill(final Polygon level0, final byte value) {
    final int[] x = inMask(level0.x(), mask.downsampleX());
    final int[] y = inMask(level0.y(), mask.downsampleY());
    final int top = Arrays.stream(y).min().orElseThrow();
    final int height = Arrays.stream(y).max().orElseThrow() - top + 1;
    // The columns where the border passes each row, row by row.
    final int[] starts = new int[height + 1];
    for (int i = 0, j = y.length - 1; i < y.length; j = i++) {
      if (y[i] != y[j]) {
        starts[Math.min(y[i], y[j]) - top + 1]++;
      }
    }
    for (int r = 0; r < height; r++) {
      starts[r + 1] += starts[r];
    }
    final int[] columns = new int[starts[height]];
    final int[] next = starts.clone();
    for (int i = 0, j = y.length - 1; i < y.length; j = i++) {
      if (y[i] != y[j]) {
        final int upper = y[i] < y[j] ? i : j;
        columns[next[y[upper] - top]++] = x[upper];
      }
    }
    for (int r = 0; r < height; r++) {
      Arrays.sort(columns, starts[r], starts[r + 1]);
      final int row = (top + r) * mask.width();
      for (int k = starts[r]; k + 1 < starts[r + 1]; k += 2) {
        Arrays.fill(data, row + columns[k], row + columns[k + 1] + 1, value);
      }
    }
    for (int i = 0; i < y.length; i++) {
      data[y[i] * mask.width() + x[i]] = 1;
    }
  }
}
