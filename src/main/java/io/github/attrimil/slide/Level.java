package io.github.attrimil.slide;

import io.github.attrimil.core.AttriMilException;

/**
 * One level of a slide's pyramid.
 *
 * @param width in pixels of this level
 * @param height in pixels of this level
 * @param downsampleX level-0 pixels per pixel of this level, along x; 1 at level 0
 * @param downsampleY the same along y
 */
public record Level(int width, int height, double downsampleX, double downsampleY) {

  /** Checks the sizes. */
  public Level {
    if (width < 1 || height < 1 || !(downsampleX > 0) || !(downsampleY > 0)) {
      throw new AttriMilException(
          "Not a pyramid level: "
              + width
              + " x "
              + height
              + " pixels, downsample "
              + downsampleX
              + " x "
              + downsampleY);
    }
  }

  /**
   * @return the geometric mean of both downsamples
   */
  public double downsample() {
    return Math.sqrt(downsampleX * downsampleY);
  }
}
