package io.github.attrimil.patch;

/**
 * Morphological closing of a binary image by a square: dilation, then erosion; what lies outside
 * the image takes no part.
 *
 * <p>The square covers offsets -(size / 2) to size - 1 - size / 2 in both steps, so that an even
 * size moves the result by one pixel right and down. So does OpenCV, whose anchor of a square is
 * its pixel size / 2.
 */
final class Closing {

  private Closing() {}

  /**
   * @param mask height x width of 0 and 1; changed in place
   * @param width in pixels
   * @param height in pixels
   * @param size side of the square; 0 and 1 change nothing
   */
  static void apply(final byte[] mask, final int width, final int height, final int size) {
    if (size > 1) {
      dilate(mask, width, height, size);
      flip(mask); // an erosion is the dilation of the background
      dilate(mask, width, height, size);
      flip(mask);
    }
  }

  private static void dilate(final byte[] mask, final int width, final int height, final int size) {
    final byte[] rows = new byte[mask.length];
    final int from = -(size / 2);
    for (int d = from; d < from + size; d++) {
      final int first = Math.max(0, -d);
      final int end = Math.min(width, width - d);
      for (int y = 0; y < height; y++) {
        or(rows, y * width + first, mask, y * width + first + d, end - first);
      }
    }
    java.util.Arrays.fill(mask, (byte) 0);
    for (int y = 0; y < height; y++) {
      for (int d = Math.max(from, -y); d < Math.min(from + size, height - y); d++) {
        or(mask, y * width, rows, (y + d) * width, width);
      }
    }
  }

  private static void or(
      final byte[] to, final int toStart, final byte[] from, final int start, final int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] |= from[start + i];
    }
  }

  private static void flip(final byte[] mask) {
    for (int i = 0; i < mask.length; i++) {
      mask[i] ^= 1;
    }
  }
}
