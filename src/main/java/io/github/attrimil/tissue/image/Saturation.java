package io.github.attrimil.tissue.image;

/**
 * Saturation of the HSV color model on 8 bits: {@code 255 (max - min) / max}, 0 for black.
 *
 * <p>It is computed in fixed point with 12 fractional bits, the reciprocal {@code 255 / max}
 * rounded first: so does OpenCV's 8-bit conversion, and plain rounding differs in some hundred of
 * the 32,896 possible pairs of max and min.
 */
public final class Saturation {

  private static final int SHIFT = 12;
  private static final int HALF = 1 << SHIFT - 1;
  private static final int[] RECIPROCAL = reciprocals();

  private Saturation() {}

  private static int[] reciprocals() {
    final int[] r = new int[256];
    for (int v = 1; v < r.length; v++) {
      r[v] = (int) Math.rint((255 << SHIFT) / (double) v);
    }
    return r;
  }

  /**
   * Converts a run of pixels.
   *
   * @param rgb interleaved red, green, blue
   * @param from index of the first pixel in rgb
   * @param out receives one byte for each pixel
   * @param to index of the first byte in out
   * @param count how many pixels
   */
  public static void convert(
      final byte[] rgb, final int from, final byte[] out, final int to, final int count) {
    for (int i = 0, j = 3 * from; i < count; i++, j += 3) {
      final int r = rgb[j] & 0xff;
      final int g = rgb[j + 1] & 0xff;
      final int b = rgb[j + 2] & 0xff;
      final int max = Math.max(r, Math.max(g, b));
      final int min = Math.min(r, Math.min(g, b));
      out[to + i] = (byte) ((max - min) * RECIPROCAL[max] + HALF >> SHIFT);
    }
  }
}
