package io.github.attrimil.geometry;

/**
 * Tests whether points lie in a polygon, by the even-odd rule, exactly: for coordinates below 2^26
 * in steps of a half no rounding takes place. For other polygons it is as exact as doubles are.
 * Edges are filed under the bands of rows they touch, so that a question looks at the few edges
 * beside the point instead of all of them.
 */
public final class PolygonIndex {

  private final Polygon polygon;
  private final Polygon.Box box;
  private final int bandHeight;

  /** Edges of band b: {@code edges[starts[b]]} to {@code edges[starts[b + 1] - 1]}. */
  private final int[] starts;

  private final int[] edges;

  public PolygonIndex(final Polygon polygon) {
    this.polygon = polygon;
    box = polygon.box();
    // Tall edges are filed many times: coarser bands until the list is at most linear.
    int height = Math.max(1, box.height() / polygon.size());
    while (filings(height) > 8L * polygon.size() && height < box.height()) {
      height *= 2;
    }
    bandHeight = height;
    starts = new int[band(box.y() + box.height() - 1) + 2];
    for (int i = 0; i < polygon.size(); i++) {
      for (int b = firstBand(i); b <= lastBand(i); b++) {
        starts[b + 1]++;
      }
    }
    for (int b = 1; b < starts.length; b++) {
      starts[b] += starts[b - 1];
    }
    edges = new int[starts[starts.length - 1]];
    final int[] next = starts.clone();
    for (int i = 0; i < polygon.size(); i++) {
      for (int b = firstBand(i); b <= lastBand(i); b++) {
        edges[next[b]++] = i;
      }
    }
  }

  private long filings(final int height) {
    long n = 0;
    for (int i = 0; i < polygon.size(); i++) {
      n += 2 + (long) Math.abs(polygon.y()[i] - polygon.y()[before(i)]) / height;
    }
    return n;
  }

  private int before(final int i) {
    return i == 0 ? polygon.size() - 1 : i - 1;
  }

  private int band(final double y) {
    return ((int) Math.floor(y) - box.y()) / bandHeight;
  }

  private int firstBand(final int i) {
    return band(Math.min(polygon.y()[i], polygon.y()[before(i)]));
  }

  private int lastBand(final int i) {
    return band(Math.max(polygon.y()[i], polygon.y()[before(i)]));
  }

  public Polygon.Box box() {
    return box;
  }

  /**
   * @param px x of a point, a multiple of a half
   * @param py y of the point
   * @return 1 inside, 0 on the border, -1 outside
   */
  public int locate(final double px, final double py) {
    if (px < box.x()
        || py < box.y()
        || px > box.x() + box.width() - 1
        || py > box.y() + box.height() - 1) {
      return -1;
    }
    final int band = band(py);
    boolean inside = false;
    for (int k = starts[band]; k < starts[band + 1]; k++) {
      final int i = edges[k];
      final double x0 = polygon.x()[before(i)];
      final double y0 = polygon.y()[before(i)];
      final double x1 = polygon.x()[i];
      final double y1 = polygon.y()[i];
      if (y0 <= py == y1 <= py) { // no crossing; the point may be an end or on a level edge
        if (py == y1
            && (px == x1 || py == y0 && px >= Math.min(x0, x1) && px <= Math.max(x0, x1))) {
          return 0;
        }
      } else {
        final double side = (py - y0) * (x1 - x0) - (px - x0) * (y1 - y0);
        if (side == 0) {
          return 0;
        }
        inside ^= side > 0 == y1 > y0;
      }
    }
    return inside ? 1 : -1;
  }
}
