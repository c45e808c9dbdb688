package io.github.attrimil.tissue;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.tissue.image.BorderFollowing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Pieces of tissue large enough to be looked at, and the holes in them large enough to be excluded.
 * Areas are compared at the mask's scale, as CLAM does; a border without area is never kept.
 */
public final class Contours {

  private Contours() {}

  /**
   * Finds the contours of a mask.
   *
   * @param mask where tissue is
   * @param p minimum areas and number of holes
   * @return contours in level-0 pixels; the one found last, from the top, comes first, as in
   *     OpenCV's lists, because the order of patches follows
   */
  public static List<Region> find(final TissueMask mask, final TissueParameters p) {
    final List<BorderFollowing.Component> components =
        BorderFollowing.components(mask.data(), mask.width(), mask.height());
    final int n = components.size();
    final double[] areas = new double[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      areas[i] = netArea(components.get(i));
      largest = Math.max(largest, areas[i]);
    }
    final double side = TissueParameters.AREA_UNIT_SIDE_LEVEL0;
    // CLAM cuts off the fraction, and a very coarse mask must not make the unit 0.
    final double unit = Math.floor(side * side / (mask.downsampleX() * mask.downsampleY()));
    final double least = unit > 0 ? p.tissueArea() * p.areaFactor(largest / unit) * unit : 0;
    final double leastHole = unit > 0 ? p.holeArea() * p.holeFactor(largest / unit) * unit : 0;
    final List<Region> kept = new ArrayList<>();
    for (int i = n - 1; i >= 0; i--) {
      if (areas[i] > 0 && areas[i] > least) {
        kept.add(level0(components.get(i), leastHole, p.holes(), mask));
      }
    }
    return List.copyOf(kept);
  }

  private static double netArea(final BorderFollowing.Component c) {
    double area = c.outer().area();
    for (final Polygon hole : c.holes()) {
      area -= hole.area();
    }
    return area;
  }

  private static Region level0(
      final BorderFollowing.Component c,
      final double minimumHole,
      final int holes,
      final TissueMask mask) {
    final List<Polygon> largest = new ArrayList<>(c.holes());
    Collections.reverse(largest); // OpenCV's order, which the stable sort keeps among equals
    largest.sort(Comparator.comparingDouble(Polygon::area).reversed());
    final double sx = mask.downsampleX();
    final double sy = mask.downsampleY();
    return Region.of(
        "",
        c.outer().scaled(sx, sy),
        largest.stream()
            .limit(holes)
            .filter(h -> h.area() > minimumHole)
            .map(h -> h.scaled(sx, sy))
            .toList());
  }
}
