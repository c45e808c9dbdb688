package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.RgbImage;

/**
 * A small picture of a slide, or of a region of it.
 *
 * @param image the picture
 * @param level the pyramid level it was read from, for the record
 * @param downsampleX level-0 pixels per pixel of the picture, along x
 * @param downsampleY the same along y
 * @param place where it lies on the slide
 */
public record Overview(
    RgbImage image, int level, double downsampleX, double downsampleY, Place place) {

  /**
   * Where a picture lies on a slide.
   *
   * @param xLevel0 its left edge
   * @param yLevel0 its top edge
   * @param widthLevel0 of the whole slide
   * @param heightLevel0 of the whole slide
   */
  public record Place(double xLevel0, double yLevel0, long widthLevel0, long heightLevel0) {}

  /** Checks the downsample. */
  public Overview {
    if (!(downsampleX > 0 && downsampleX < 1e9 && downsampleY > 0 && downsampleY < 1e9)) {
      throw new AttriMilException(
          "An overview cannot have a downsample of " + downsampleX + " x " + downsampleY + ".");
    }
  }

  /** A picture of a whole slide, its first pixel at the slide's first. */
  public Overview(
      final RgbImage image, final int level, final double downsampleX, final double downsampleY) {
    this(
        image,
        level,
        downsampleX,
        downsampleY,
        new Place(
            0,
            0,
            Math.round(image.width() * downsampleX),
            Math.round(image.height() * downsampleY)));
  }

  /**
   * @return where the picture's left edge lies on the slide
   */
  public double xLevel0() {
    return place.xLevel0();
  }

  /**
   * @return where the picture's top edge lies on the slide
   */
  public double yLevel0() {
    return place.yLevel0();
  }

  /**
   * @param atLevel0 a place along x in level-0 pixels
   * @return the same in pixels of the picture
   */
  public double x(final double atLevel0) {
    return (atLevel0 - place.xLevel0()) / downsampleX;
  }

  /**
   * @param atLevel0 a place along y in level-0 pixels
   * @return the same in pixels of the picture
   */
  public double y(final double atLevel0) {
    return (atLevel0 - place.yLevel0()) / downsampleY;
  }
}
