package io.github.attrimil.tissue;

import io.github.attrimil.format.image.RgbImage;

/**
 * A whole slide as a small picture.
 *
 * @param image at most {@value #LARGEST_SIDE} pixels on its long side
 * @param downsampleX level-0 pixels per pixel of the picture, along x
 * @param downsampleY the same along y
 */
public record Overview(RgbImage image, double downsampleX, double downsampleY) {

  /** Largest side of a picture, in pixels. */
  public static final int LARGEST_SIDE = 1500;

  /**
   * @param width of what is to be shown
   * @param height of what is to be shown
   * @return how many of its pixels go into one of the picture's, along each axis
   */
  public static int reduction(final int width, final int height) {
    return (Math.max(width, height) + LARGEST_SIDE - 1) / LARGEST_SIDE;
  }
}
