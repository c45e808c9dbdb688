package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;

/**
 * A closed polygon of at least one point; the last point is joined to the first.
 *
 * @param x of the points, in level-0 pixels unless said otherwise; not copied
 * @param y of the points; not copied
 */
public record Polygon(int[] x, int[] y) {

  /**
   * The smallest rectangle of whole pixels that holds all points.
   *
   * @param x left edge
   * @param y top edge
   * @param width largest minus smallest x, plus 1
   * @param height largest minus smallest y, plus 1
   */
  public record Box(int x, int y, int width, int height) {}

  /** Checks the lengths. */
  public Polygon {
    if (x.length == 0 || x.length != y.length) {
      throw new AttriMilException(
          "A polygon needs as many x as y, not " + x.length + " and " + y.length);
    }
  }

  /**
   * @return how many points
   */
  public int size() {
    return x.length;
  }

  /**
   * @return the area enclosed by the lines from point to point (shoelace formula), in square
   *     pixels; less than the number of pixels covered
   */
  public double area() {
    long twice = 0;
    for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
      twice += (long) x[j] * y[i] - (long) x[i] * y[j];
    }
    return Math.abs(twice) / 2.0;
  }

  /**
   * @return the bounding box
   */
  public Box box() {
    int left = x[0];
    int right = x[0];
    int top = y[0];
    int bottom = y[0];
    for (int i = 1; i < x.length; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    return new Box(left, top, right - left + 1, bottom - top + 1);
  }

  /**
   * @param factorX what x is multiplied by
   * @param factorY what y is multiplied by
   * @return the points at another scale, fractions cut off
   */
  public Polygon scaled(final double factorX, final double factorY) {
    final int[] sx = new int[x.length];
    final int[] sy = new int[x.length];
    for (int i = 0; i < sx.length; i++) {
      sx[i] = (int) (x[i] * factorX);
      sy[i] = (int) (y[i] * factorY);
    }
    return new Polygon(sx, sy);
  }
}
