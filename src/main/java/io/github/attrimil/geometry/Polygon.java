package io.github.attrimil.geometry;

import io.github.attrimil.core.AttriMilException;

/**
 * A closed line through at least one point; the last point is joined to the first.
 *
 * @param x of the points, in level-0 pixels unless stated otherwise; not copied
 * @param y of the points; not copied
 */
public record Polygon(double[] x, double[] y) {

  /**
   * The smallest rectangle of whole pixels that holds all points.
   *
   * @param x left edge
   * @param y top edge
   * @param width from the left edge to the pixel of the largest x, which it holds
   * @param height from the top edge to the pixel of the largest y, which it holds
   */
  public record Box(int x, int y, int width, int height) {}

  /**
   * The smallest rectangle that holds all points.
   *
   * @param left smallest x
   * @param top smallest y
   * @param right largest x
   * @param bottom largest y
   */
  public record Bounds(double left, double top, double right, double bottom) {

    /**
     * @param other a rectangle
     * @return the smallest rectangle that holds both
     */
    public Bounds with(final Bounds other) {
      return new Bounds(
          Math.min(left, other.left),
          Math.min(top, other.top),
          Math.max(right, other.right),
          Math.max(bottom, other.bottom));
    }

    /**
     * @return right minus left
     */
    public double width() {
      return right - left;
    }

    /**
     * @return bottom minus top
     */
    public double height() {
      return bottom - top;
    }
  }

  /** Checks the lengths. */
  public Polygon {
    if (x.length == 0 || x.length != y.length) {
      throw new AttriMilException(
          "A polygon needs as many x as y, not " + x.length + " and " + y.length);
    }
  }

  /**
   * @param points n x 2: x, y
   * @return the polygon through these points
   */
  public static Polygon of(final double[]... points) {
    final double[] x = new double[points.length];
    final double[] y = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      x[i] = points[i][0];
      y[i] = points[i][1];
    }
    return new Polygon(x, y);
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
    return Math.abs(signedArea());
  }

  /**
   * @return the area, above 0 for points that go clockwise on the screen, else below 0
   */
  public double signedArea() {
    double twice = 0;
    for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
      twice += x[j] * y[i] - x[i] * y[j];
    }
    return twice / 2;
  }

  /**
   * @return the bounds of all points
   */
  public Bounds bounds() {
    Bounds all = new Bounds(x[0], y[0], x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      all = all.with(new Bounds(x[i], y[i], x[i], y[i]));
    }
    return all;
  }

  /**
   * @return the bounding box in whole pixels
   */
  public Box box() {
    final Bounds b = bounds();
    final int left = (int) Math.floor(b.left);
    final int top = (int) Math.floor(b.top);
    return new Box(
        left, top, (int) Math.ceil(b.right) - left + 1, (int) Math.ceil(b.bottom) - top + 1);
  }

  /**
   * @param factorX what x is multiplied by
   * @param factorY what y is multiplied by
   * @return the points at another scale, fractions cut off
   */
  public Polygon scaled(final double factorX, final double factorY) {
    final double[] sx = new double[x.length];
    final double[] sy = new double[x.length];
    for (int i = 0; i < sx.length; i++) {
      sx[i] = (int) (x[i] * factorX);
      sy[i] = (int) (y[i] * factorY);
    }
    return new Polygon(sx, sy);
  }
}
