package io.github.attrimil.format.image;

import io.github.attrimil.core.AttriMilException;

/**
 * A small 8-bit RGB image in memory, rows top to bottom, pixels interleaved.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb height x width x 3 bytes: red, green, blue of the first pixel of the first row, ...;
 *     not copied
 */
public record RgbImage(int width, int height, byte[] rgb) {

  /** Checks the sizes. */
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new AttriMilException(
          "An image of " + width + " x " + height + " pixels cannot hold " + rgb.length + " bytes");
    }
  }

  /**
   * @param width in pixels
   * @param height in pixels
   * @return a white image
   */
  public static RgbImage white(final int width, final int height) {
    final byte[] rgb = new byte[3 * width * height];
    java.util.Arrays.fill(rgb, (byte) 255);
    return new RgbImage(width, height, rgb);
  }

  /**
   * Copies what overlaps into another image.
   *
   * @param out the other image
   * @param left where this image's left edge comes to lie in it, may be negative
   * @param top where this image's top edge comes to lie in it, may be negative
   */
  public void copyTo(final RgbImage out, final int left, final int top) {
    final int from = Math.max(-left, 0);
    final int to = Math.min(width, out.width - left);
    for (int row = Math.max(-top, 0); row < Math.min(height, out.height - top); row++) {
      if (from < to) {
        System.arraycopy(
            rgb,
            3 * (row * width + from),
            out.rgb,
            3 * ((row + top) * out.width + left + from),
            3 * (to - from));
      }
    }
  }

  /**
   * @return the pixels as 0xffRRGGBB, row by row, as ImageJ and Java2D expect them
   */
  public int[] toArgb() {
    final int[] argb = new int[width * height];
    for (int i = 0, j = 0; i < argb.length; i++, j += 3) {
      argb[i] = 0xff000000 | (rgb[j] & 0xff) << 16 | (rgb[j + 1] & 0xff) << 8 | rgb[j + 2] & 0xff;
    }
    return argb;
  }
}
