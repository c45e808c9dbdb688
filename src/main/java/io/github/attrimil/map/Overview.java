package io.github.attrimil.map;

import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.slide.RgbImage;

/**
 * A small picture of a whole slide, its first pixel at the slide's first.
 *
 * @param image the picture
 * @param level the pyramid level it was read from, for the record
 * @param downsampleX level-0 pixels per pixel of the picture, along x
 * @param downsampleY the same along y
 */
public record Overview(RgbImage image, int level, double downsampleX, double downsampleY) {

  /** Checks the downsample. */
  public Overview {
    if (!(downsampleX > 0 && downsampleX < 1e9 && downsampleY > 0 && downsampleY < 1e9)) {
      throw new AttriMilException(
          "An overview cannot have a downsample of " + downsampleX + " x " + downsampleY + ".");
    }
  }

  /**
   * @return the slide's width in level-0 pixels
   */
  public long widthLevel0() {
    return Math.round(image.width() * downsampleX);
  }

  /**
   * @return the slide's height in level-0 pixels
   */
  public long heightLevel0() {
    return Math.round(image.height() * downsampleY);
  }
}
