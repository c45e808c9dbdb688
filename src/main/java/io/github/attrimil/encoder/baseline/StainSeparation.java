package io.github.attrimil.encoder.baseline;

import io.github.attrimil.format.image.RgbImage;

/**
 * Color deconvolution of hematoxylin and eosin after Ruifrok and Johnston, "Quantification of
 * histochemical staining by color deconvolution", Anal Quant Cytol Histol 23(4), 2001: optical
 * densities are a mixture of stain vectors; the inverse of the matrix of vectors gives the amounts.
 * The third vector is orthogonal to both stains and takes what neither explains.
 */
public final class StainSeparation {

  private static final double[] HEMATOXYLIN = {0.650, 0.704, 0.286};
  private static final double[] EOSIN = {0.072, 0.990, 0.105};

  /** Optical density of each 8-bit value; 0 is taken as 1 so that it stays finite. */
  private static final float[] DENSITY = new float[256];

  private static final float[] UNMIX = unmix();
  private static final float[] MIX = mix();
  private static final double LN10 = Math.log(10);

  static {
    for (int v = 0; v < 256; v++) {
      DENSITY[v] = (float) -Math.log10(Math.max(v, 1) / 255.0);
    }
  }

  private StainSeparation() {}

  /**
   * @param image an RGB image of P pixels
   * @return 3 x P amounts of hematoxylin, eosin and the rest, in optical density
   */
  public static float[][] separate(final RgbImage image) {
    final byte[] rgb = image.rgb();
    final int pixels = rgb.length / 3;
    final float[][] stains = new float[3][pixels];
    for (int i = 0, j = 0; i < pixels; i++, j += 3) {
      final float r = DENSITY[rgb[j] & 0xff];
      final float g = DENSITY[rgb[j + 1] & 0xff];
      final float b = DENSITY[rgb[j + 2] & 0xff];
      stains[0][i] = r * UNMIX[0] + g * UNMIX[3] + b * UNMIX[6];
      stains[1][i] = r * UNMIX[1] + g * UNMIX[4] + b * UNMIX[7];
      stains[2][i] = r * UNMIX[2] + g * UNMIX[5] + b * UNMIX[8];
    }
    return stains;
  }

  /**
   * The inverse, in place: the output of {@link #separate} becomes red, green and blue again.
   *
   * @param stains 3 x P amounts in optical density; afterwards 3 x P values from 0 to 1
   */
  public static void join(final float[][] stains) {
    for (int i = 0; i < stains[0].length; i++) {
      final float h = stains[0][i];
      final float e = stains[1][i];
      final float x = stains[2][i];
      for (int c = 0; c < 3; c++) {
        final float density = h * MIX[c] + e * MIX[3 + c] + x * MIX[6 + c];
        stains[c][i] = density <= 0 ? 1 : (float) Math.exp(-LN10 * density);
      }
    }
  }

  /** The unit stain vectors, row by row. */
  private static float[] mix() {
    final double[] h = unit(HEMATOXYLIN);
    final double[] e = unit(EOSIN);
    final double[] x = unit(cross(h, e));
    final float[] rows = new float[9];
    for (int c = 0; c < 3; c++) {
      rows[c] = (float) h[c];
      rows[3 + c] = (float) e[c];
      rows[6 + c] = (float) x[c];
    }
    return rows;
  }

  /** The inverse of the matrix whose rows are the unit stain vectors, row by row. */
  private static float[] unmix() {
    final double[] h = unit(HEMATOXYLIN);
    final double[] e = unit(EOSIN);
    final double[] x = unit(cross(h, e));
    final double[] ex = cross(e, x);
    final double[] xh = cross(x, h);
    final double[] he = cross(h, e);
    final double det = h[0] * ex[0] + h[1] * ex[1] + h[2] * ex[2];
    final float[] inverse = new float[9];
    for (int i = 0; i < 3; i++) {
      inverse[3 * i] = (float) (ex[i] / det);
      inverse[3 * i + 1] = (float) (xh[i] / det);
      inverse[3 * i + 2] = (float) (he[i] / det);
    }
    return inverse;
  }

  private static double[] cross(final double[] a, final double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double[] unit(final double[] v) {
    final double length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return new double[] {v[0] / length, v[1] / length, v[2] / length};
  }
}
