package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.PolygonIndex;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.tissue.TissueMask;
import java.util.Arrays;
import java.util.List;

/**
 * A grid of square patches over each contour, which starts at the corner of the contour's bounding
 * box, as in CLAM.
 *
 * @param slideWidthLevel0 width of the slide in level-0 pixels
 * @param slideHeightLevel0 height of the slide in level-0 pixels
 * @param patchSizeLevel0 side of a patch in level-0 pixels; a fraction is rounded
 * @param stepLevel0 from patch to patch in level-0 pixels; patch i of a row starts at the rounded i
 *     steps
 * @param rule which patches are taken
 * @param padding whether patches may reach over the slide's right and lower edge
 * @param minimumTissue share of a patch that must be tissue, 0 to 1; 0 to take what the rule takes
 */
public record GridPlacement(
    long slideWidthLevel0,
    long slideHeightLevel0,
    double patchSizeLevel0,
    double stepLevel0,
    ContourRule rule,
    boolean padding,
    double minimumTissue) {

  /** Checks the sizes. */
  public GridPlacement {
    if (!(patchSizeLevel0 >= 1) || !(stepLevel0 >= 1)) {
      throw new AttriMilException(
          "Patches of "
              + patchSizeLevel0
              + " level-0 pixels every "
              + stepLevel0
              + " are invalid: give a size and a step of 1 pixel or more");
    }
  }

  /** Takes or drops patches. */
  @FunctionalInterface
  public interface Filter {
    /**
     * @param xLevel0 left edge of a patch
     * @param yLevel0 top edge
     * @param sizeLevel0 its side
     * @return whether it is taken
     */
    boolean takes(long xLevel0, long yLevel0, long sizeLevel0);
  }

  /**
   * Places the patches.
   *
   * @param contours pieces of tissue
   * @param mask where tissue is
   * @param filter asked about each patch that is on tissue
   * @param job asked for each column of the grid whether to stop
   * @return the patches of the first contour, then of the next; within one, from left to right and
   *     in a column from top to bottom
   */
  public PatchCoords place(
      final List<Region> contours, final TissueMask mask, final Filter filter, final Job job) {
    final Collector out = new Collector();
    for (final Region contour : contours) {
      place(contour, mask, filter, job, out);
    }
    return out.coords();
  }

  private void place(
      final Region contour,
      final TissueMask mask,
      final Filter filter,
      final Job job,
      final Collector out) {
    final long size = Math.round(patchSizeLevel0);
    final PolygonIndex outer = new PolygonIndex(contour.outer());
    final List<PolygonIndex> holes = contour.holes().stream().map(PolygonIndex::new).toList();
    final Polygon.Box box = outer.box();
    final long endX = end(box.x(), box.width(), slideWidthLevel0 - size + 1);
    final long endY = end(box.y(), box.height(), slideHeightLevel0 - size + 1);
    for (long i = 0; box.x() + Math.round(i * stepLevel0) < endX; i++) {
      job.checkCanceled();
      final long x = box.x() + Math.round(i * stepLevel0);
      for (long j = 0; box.y() + Math.round(j * stepLevel0) < endY; j++) {
        final long y = box.y() + Math.round(j * stepLevel0);
        if (rule.accepts(outer, x, y, size)
            && holes.stream().noneMatch(h -> h.locate(x + size / 2.0, y + size / 2.0) > 0)
            && (minimumTissue <= 0 || mask.tissueFraction(x, y, size) >= minimumTissue)
            && filter.takes(x, y, size)) {
          out.add(x, y);
        }
      }
    }
  }

  private long end(final long start, final long length, final long limit) {
    return padding ? start + length : Math.min(start + length, limit);
  }

  /** Two growing columns. */
  private static final class Collector {
    private long[] x = new long[256];
    private long[] y = new long[256];
    private int n;

    void add(final long xLevel0, final long yLevel0) {
      if (n == x.length) {
        x = Arrays.copyOf(x, 2 * n);
        y = Arrays.copyOf(y, 2 * n);
      }
      x[n] = xLevel0;
      y[n++] = yLevel0;
    }

    PatchCoords coords() {
      return new PatchCoords(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }
  }
}
