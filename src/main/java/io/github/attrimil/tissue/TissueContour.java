package io.github.attrimil.tissue;

import io.github.attrimil.geometry.Polygon;
import java.util.List;

/**
 * A piece of tissue: its outer border and the holes in it, both along pixels that are tissue.
 *
 * @param outer the outer border, level-0 pixels
 * @param holes the borders of holes, level-0 pixels, largest first
 */
public record TissueContour(Polygon outer, List<Polygon> holes) {

  /** Copies the list. */
  public TissueContour {
    holes = List.copyOf(holes);
  }

  /**
   * @return area of the outer border minus that of the holes, in square level-0 pixels
   */
  public double netAreaLevel0() {
    return outer.area() - holes.stream().mapToDouble(Polygon::area).sum();
  }
}
