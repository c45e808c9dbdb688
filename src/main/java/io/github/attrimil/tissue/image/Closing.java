package io.github.attrimil.tissue.image;

/**
 * Morphological closing of a binary image by a square: dilation, then erosion; what lies outside
 * the image takes no part. Also opening, and dilation alone.
 *
 * <p>The square covers offsets -(size / 2) to size - 1 - size / 2 in both steps, so that an even
 * size moves the result by one pixel right and down. So does OpenCV, whose anchor of a square is
 * its pixel size / 2.
 *
 * <p>Rows are packed into words of 64 pixels, the leftmost lowest, so that a step is a shift.
 *
 * <p>Why by hand: the result must be OpenCV's to the pixel, as in CLAM's masks, which golden files
 * hold; ImageJ closes by 3 x 3 pixels and counts neighbors at the border in its own way.
 */
public final class Closing {

  private final int width;
  private final int height;
  private final int words;
  private long[] bits;

  private Closing(final byte[] mask, final int width, final int height) {
    this.width = width;
    this.height = height;
    words = (width + Long.SIZE - 1) / Long.SIZE;
    bits = new long[words * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        bits[y * words + (x >> 6)] |= (long) mask[y * width + x] << x;
      }
    }
  }

  /**
   * @param mask height x width of 0 and 1; changed in place
   * @param width in pixels
   * @param height in pixels
   * @param size side of the square; 0 and 1 change nothing
   */
  public static void apply(final byte[] mask, final int width, final int height, final int size) {
    if (size > 1) {
      final Closing closing = new Closing(mask, width, height);
      closing.dilate(size);
      closing.flip(); // an erosion is the dilation of the background
      closing.dilate(size);
      closing.flip();
      closing.unpack(mask);
    }
  }

  /**
   * The opposite order: erosion, then dilation, which takes away what is thinner than the square.
   *
   * @param mask height x width of 0 and 1; changed in place
   * @param width in pixels
   * @param height in pixels
   * @param size side of the square, odd
   */
  public static void open(final byte[] mask, final int width, final int height, final int size) {
    if (size > 1) {
      final Closing closing = new Closing(mask, width, height);
      closing.flip();
      closing.dilate(size);
      closing.flip();
      closing.dilate(size);
      closing.unpack(mask);
    }
  }

  /**
   * @param mask height x width of 0 and 1; changed in place: 1 where the square around a pixel
   *     holds a 1
   * @param width in pixels
   * @param height in pixels
   * @param size side of the square, odd
   */
  public static void dilate(final byte[] mask, final int width, final int height, final int size) {
    if (size > 1) {
      final Closing closing = new Closing(mask, width, height);
      closing.dilate(size);
      closing.unpack(mask);
    }
  }

  private void unpack(final byte[] mask) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        mask[y * width + x] = (byte) (bits[y * words + (x >> 6)] >>> x & 1);
      }
    }
  }

  private void dilate(final int size) {
    final int from = -(size / 2);
    final long[] rows = new long[bits.length];
    for (int y = 0; y < height; y++) {
      for (int d = from; d < from + size; d++) {
        orShifted(rows, y * words, d);
      }
    }
    trim(rows);
    final long[] out = new long[bits.length];
    for (int y = 0; y < height; y++) {
      for (int d = Math.max(from, -y); d < Math.min(from + size, height - y); d++) {
        for (int i = 0; i < words; i++) {
          out[y * words + i] |= rows[(y + d) * words + i];
        }
      }
    }
    bits = out;
  }

  /** Adds to each pixel of a row the one d pixels to its right. */
  private void orShifted(final long[] to, final int row, final int d) {
    final int whole = Math.floorDiv(d, Long.SIZE);
    final int part = Math.floorMod(d, Long.SIZE);
    for (int i = 0; i < words; i++) {
      final int k = i + whole;
      final long low = k >= 0 && k < words ? bits[row + k] : 0;
      final long high = part > 0 && k >= -1 && k < words - 1 ? bits[row + k + 1] : 0;
      to[row + i] |= low >>> part | high << -part;
    }
  }

  private void flip() {
    for (int i = 0; i < bits.length; i++) {
      bits[i] = ~bits[i];
    }
    trim(bits);
  }

  /** Clears what lies beyond the right edge, which takes no part. */
  private void trim(final long[] rows) {
    for (int i = words - 1; i < rows.length; i += words) {
      rows[i] &= -1L >>> -width;
    }
  }
}
