package io.github.attrimil.tissue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.PolygonIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Regions of a slide that a user has drawn. A point lies in them when it lies in at least one; in
 * one with several rings when an odd number of them hold it, which makes inner rings holes. Borders
 * count as inside. Coordinates are rounded to whole level-0 pixels.
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
  public static Regions of(final List<GeoJson.Region> drawn) {
    final Regions all = new Regions();
    for (final GeoJson.Region region : drawn) {
      final List<PolygonIndex> rings = new ArrayList<>();
      for (final double[][] ring : region.rings()) {
        final Polygon polygon = polygon(ring);
        all.polygons.add(polygon);
        rings.add(new PolygonIndex(polygon));
      }
      all.regions.add(rings);
    }
    return all;
  }

  private static Polygon polygon(final double[][] ring) {
    final int[] x = new int[ring.length];
    final int[] y = new int[ring.length];
    for (int i = 0; i < ring.length; i++) {
      if (!(Math.abs(ring[i][0]) < LARGEST && Math.abs(ring[i][1]) < LARGEST)) {
        throw new AttriMilException(
            "A region has the point "
                + ring[i][0]
                + ", "
                + ring[i][1]
                + ", which is on no slide: give level-0 pixels");
      }
      x[i] = (int) Math.round(ring[i][0]);
      y[i] = (int) Math.round(ring[i][1]);
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

  /** A tissue mask with only what lies in the regions; a pixel counts by its centre. */
  public TissueMask intersect(final TissueMask tissue) {
    final byte[] data = new byte[tissue.data().length];
    for (int y = 0; y < tissue.height(); y++) {
      for (int x = 0; x < tissue.width(); x++) {
        final int i = y * tissue.width() + x;
        if (tissue.data()[i] != 0
            && contain(
                half((x + 0.5) * tissue.downsampleX()), half((y + 0.5) * tissue.downsampleY()))) {
          data[i] = 1;
        }
      }
    }
    return tissue.with(data);
  }

  private static double half(final double v) {
    return Math.rint(2 * v) / 2;
  }
}
