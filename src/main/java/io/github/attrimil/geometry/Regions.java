package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.List;

/**
 * Regions of a slide, to be asked about points. A point lies in them when it lies in at least one.
 * Borders count as inside. Coordinates are rounded to whole level-0 pixels.
 */
public final class Regions {

  /** Within it, whether a point lies in a polygon is found out without rounding. */
  private static final double LARGEST = 1 << 25;

  private final List<List<PolygonIndex>> regions = new ArrayList<>();
  private final List<Polygon> polygons = new ArrayList<>();

  private Regions() {}

  /**
   * @param drawn the regions, level-0 pixels
   * @return the same, to be asked about points
   * @throws AttriMilException when a coordinate is not finite or beyond any slide
   */
  public static Regions of(final List<Region> drawn) {
    final Regions all = new Regions();
    for (final Region region : drawn) {
      final List<PolygonIndex> rings = new ArrayList<>();
      for (final Polygon ring : region.rings()) {
        final Polygon polygon = whole(ring);
        all.polygons.add(polygon);
        rings.add(new PolygonIndex(polygon));
      }
      all.regions.add(rings);
    }
    return all;
  }

  private static Polygon whole(final Polygon ring) {
    final double[] x = new double[ring.size()];
    final double[] y = new double[ring.size()];
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(ring.x()[i]) < LARGEST && Math.abs(ring.y()[i]) < LARGEST)) {
        throw new AttriMilException(
            "A region has the point "
                + ring.x()[i]
                + ", "
                + ring.y()[i]
                + ", which is outside any slide; give level-0 pixels");
      }
      x[i] = Math.round(ring.x()[i]);
      y[i] = Math.round(ring.y()[i]);
    }
    return new Polygon(x, y);
  }

  /**
   * @param xLevel0 x of a point, a multiple of a half
   * @param yLevel0 y of the point
   * @return whether it lies in a region
   */
  public boolean contain(final double xLevel0, final double yLevel0) {
    for (final List<PolygonIndex> rings : regions) {
      boolean odd = false;
      for (final PolygonIndex ring : rings) {
        final int place = ring.locate(xLevel0, yLevel0);
        if (place == 0) {
          return true;
        }
        odd ^= place > 0;
      }
      if (odd) {
        return true;
      }
    }
    return false;
  }

  /**
   * @return all rings, to be drawn
   */
  public List<Polygon> polygons() {
    return List.copyOf(polygons);
  }
}
