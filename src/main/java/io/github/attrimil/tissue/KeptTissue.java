package io.github.attrimil.tissue;

import io.github.attrimil.geometry.Polygon;
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
  public static TissueMask of(final TissueMask mask, final List<TissueContour> contours) {
    final KeptTissue kept = new KeptTissue(mask);
    // What lies in the hole of another comes after it.
    final List<TissueContour> largestFirst = new ArrayList<>(contours);
    largestFirst.sort(Comparator.comparingDouble((TissueContour c) -> c.outer().area()).reversed());
    for (final TissueContour contour : largestFirst) {
      kept.fill(kept.inMask(contour.outer()), (byte) 1);
      contour.holes().forEach(h -> kept.fill(kept.inMask(h), (byte) 0));
    }
    return mask.with(kept.data);
  }

  /** Undoes {@link Polygon#scaled}, which cut off fractions. */
  private Polygon inMask(final Polygon level0) {
    final int[] x = new int[level0.size()];
    final int[] y = new int[level0.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (int) Math.ceil(level0.x()[i] / mask.downsampleX() - 1e-9);
      y[i] = (int) Math.ceil(level0.y()[i] / mask.downsampleY() - 1e-9);
    }
    return new Polygon(x, y);
  }

  /** Fills a polygon of steps of one pixel; the pixels of its border are tissue in any case. */
  private void fill(final Polygon p, final byte value) {
    final Polygon.Box box = p.box();
    // The columns where the border passes each row, row by row.
    final int[] starts = new int[box.height() + 1];
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      if (p.y()[i] != p.y()[j]) {
        starts[Math.min(p.y()[i], p.y()[j]) - box.y() + 1]++;
      }
    }
    for (int r = 0; r < box.height(); r++) {
      starts[r + 1] += starts[r];
    }
    final int[] columns = new int[starts[box.height()]];
    final int[] next = starts.clone();
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      if (p.y()[i] != p.y()[j]) {
        final int upper = p.y()[i] < p.y()[j] ? i : j;
        columns[next[p.y()[upper] - box.y()]++] = p.x()[upper];
      }
    }
    for (int r = 0; r < box.height(); r++) {
      Arrays.sort(columns, starts[r], starts[r + 1]);
      final int row = (box.y() + r) * mask.width();
      for (int k = starts[r]; k + 1 < starts[r + 1]; k += 2) {
        Arrays.fill(data, row + columns[k], row + columns[k + 1] + 1, value);
      }
    }
    for (int i = 0; i < p.size(); i++) {
      data[p.y()[i] * mask.width() + p.x()[i]] = 1;
    }
  }
}
