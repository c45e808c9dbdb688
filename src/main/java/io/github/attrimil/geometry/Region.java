package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.List;

/**
 * An area on a slide, whoever drew it: a user, an annotator, the tissue finder or a score map. A
 * point lies in it when an odd number of its rings hold it.
 *
 * @param name its class, empty for none
 * @param rings the outer ring, then its holes; level-0 pixels unless stated otherwise
 */
public record Region(String name, List<Polygon> rings) {

  /** Checks the rings. */
  public Region {
    rings = List.copyOf(rings);
    for (final Polygon ring : rings) {
      if (ring.size() < 3) {
        throw new AttriMilException(
            "A ring of " + ring.size() + " points encloses no area; it needs at least 3");
      }
    }
    if (rings.isEmpty()) {
      throw new AttriMilException("A region without a ring has no area");
    }
  }

  /**
   * @param name its class, empty for none
   * @param outer the outer ring
   * @param holes what is omitted of it
   * @return the region
   */
  public static Region of(final String name, final Polygon outer, final List<Polygon> holes) {
    final List<Polygon> rings = new ArrayList<>(List.of(outer));
    rings.addAll(holes);
    return new Region(name, rings);
  }

  /**
   * @param name its class, empty for none
   * @param x left edge
   * @param y top edge
   * @param width right minus left
   * @param height bottom minus top
   * @return a rectangle
   */
  public static Region rectangle(
      final String name, final double x, final double y, final double width, final double height) {
    return new Region(
        name,
        List.of(
            new Polygon(
                new double[] {x, x + width, x + width, x},
                new double[] {y, y, y + height, y + height})));
  }

  /**
   * @param name its class, empty for none
   * @param x left edge
   * @param y top edge
   * @param side its side
   * @return a square
   */
  public static Region square(
      final String name, final double x, final double y, final double side) {
    return rectangle(name, x, y, side, side);
  }

  /**
   * @return the first ring
   */
  public Polygon outer() {
    return rings.get(0);
  }

  /**
   * @return the other rings
   */
  public List<Polygon> holes() {
    return rings.subList(1, rings.size());
  }

  /**
   * @return the area of the outer ring minus that of the holes
   */
  public double area() {
    return outer().area() - holes().stream().mapToDouble(Polygon::area).sum();
  }

  /**
   * @return the bounds of all rings
   */
  public Polygon.Bounds bounds() {
    return rings.stream().map(Polygon::bounds).reduce(Polygon.Bounds::with).orElseThrow();
  }

  /**
   * @param other a class
   * @return the same area of another class
   */
  public Region named(final String other) {
    return new Region(other, rings);
  }
}
