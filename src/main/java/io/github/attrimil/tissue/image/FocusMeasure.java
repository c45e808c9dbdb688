package io.github.attrimil.tissue.image;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.Focus;

/**
 * How much fine detail an image has relative to coarser detail: the variance of its Laplacian
 * (Pech-Pacheco et al. 2000, <a href="https://doi.org/10.1109/ICPR.2000.903548">doi</a>) over that
 * of the same image made four times smaller. Dividing makes it independent of the stain's strength
 * and of the kind of tissue, which change both alike; blur takes away the fine one first.
 */
public final class FocusMeasure {

  /** Below this, an image at one micrometer a pixel is blurred, see {@link Focus}. */
  public static final double LEAST = 0.08;

  /** The Laplacian's variance that a camera's noise of 1.4 gray levels makes: 20 times 1.4^2. */
  private static final double NOISE = 40;

  /** With less structure at eight pixels there is nothing to judge by. */
  private static final double LEAST_STRUCTURE = 200;

  private FocusMeasure() {}

  /**
   * @param image at least 32 x 32 pixels of one micrometer
   * @return the ratio, 0 or more, or NaN when there is too little structure to judge by
   */
  public static double of(final RgbImage image) {
    final float[] full = brightness(image);
    final int w = image.width();
    final int h = image.height();
    final float[] quarter = reduced(full, w, h, 4);
    final float[] eighth = reduced(full, w, h, 8);
    if (laplacianVariance(eighth, w / 8, h / 8) < LEAST_STRUCTURE) {
      return Double.NaN;
    }
    final double fine = Math.max(0, laplacianVariance(full, w, h) - NOISE);
    return fine / laplacianVariance(quarter, w / 4, h / 4);
  }

  private static float[] brightness(final RgbImage image) {
    final float[] out = new float[image.width() * image.height()];
    final byte[] rgb = image.rgb();
    for (int i = 0; i < out.length; i++) {
      out[i] =
          0.299f * (rgb[3 * i] & 0xff)
              + 0.587f * (rgb[3 * i + 1] & 0xff)
              + 0.114f * (rgb[3 * i + 2] & 0xff);
    }
    return out;
  }

  private static float[] reduced(
      final float[] in, final int width, final int height, final int factor) {
    final int w = width / factor;
    final int h = height / factor;
    final float[] out = new float[w * h];
    for (int y = 0; y < h * factor; y++) {
      for (int x = 0; x < w * factor; x++) {
        out[y / factor * w + x / factor] += in[y * width + x] / (factor * factor);
      }
    }
    return out;
  }

  private static double laplacianVariance(final float[] in, final int width, final int height) {
    double sum = 0;
    double squares = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        final int i = y * width + x;
        final double v = in[i - 1] + in[i + 1] + in[i - width] + in[i + width] - 4 * in[i];
        sum += v;
        squares += v * v;
      }
    }
    final int n = (width - 2) * (height - 2);
    return squares / n - sum / n * (sum / n);
  }
}
