package io.github.attrimil.tissue.image;

import io.github.attrimil.format.image.RgbImage;

/**
 * Makes an image smaller by a whole factor, each pixel the mean of factor x factor pixels, of fewer
 * at the right and lower edge. Pixels may come in any order.
 */
public final class AreaAverage {

  private final int sourceWidth;
  private final int sourceHeight;
  private final int factor;
  private final int width;
  private final int height;
  private final int[] sums;

  /**
   * @param sourceWidth of the image to be made smaller
   * @param sourceHeight of the image to be made smaller
   * @param factor how many pixels become one, along each axis
   */
  public AreaAverage(final int sourceWidth, final int sourceHeight, final int factor) {
    this.sourceWidth = sourceWidth;
    this.sourceHeight = sourceHeight;
    this.factor = factor;
    width = (sourceWidth + factor - 1) / factor;
    height = (sourceHeight + factor - 1) / factor;
    sums = new int[3 * width * height];
  }

  /** A small image at once. */
  public static RgbImage of(final RgbImage image, final int factor) {
    if (factor == 1) {
      return image;
    }
    final AreaAverage average = new AreaAverage(image.width(), image.height(), factor);
    average.add(image, 0, 0);
    return average.image();
  }

  /**
   * @param part pixels of the image to be made smaller
   * @param left where they are
   * @param top where they are
   */
  public void add(final RgbImage part, final int left, final int top) {
    final byte[] rgb = part.rgb();
    int i = 0;
    for (int y = 0; y < part.height(); y++) {
      final int row = (top + y) / factor * width;
      int to = 3 * (row + left / factor);
      int inBlock = left % factor;
      for (int x = 0; x < part.width(); x++) {
        sums[to] += rgb[i++] & 0xff;
        sums[to + 1] += rgb[i++] & 0xff;
        sums[to + 2] += rgb[i++] & 0xff;
        if (++inBlock == factor) {
          inBlock = 0;
          to += 3;
        }
      }
    }
  }

  /**
   * @return the means, rounded
   */
  public RgbImage image() {
    final byte[] rgb = new byte[sums.length];
    for (int y = 0, i = 0; y < height; y++) {
      final int rows = Math.min(factor, sourceHeight - y * factor);
      for (int x = 0; x < width; x++) {
        final int n = rows * Math.min(factor, sourceWidth - x * factor);
        for (int c = 0; c < 3; c++, i++) {
          rgb[i] = (byte) ((sums[i] + n / 2) / n);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
