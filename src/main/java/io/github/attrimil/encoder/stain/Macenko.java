package io.github.attrimil.encoder.stain;

import io.github.attrimil.format.image.RgbImage;
import java.util.Arrays;

/**
 * Stain normalization of Macenko et al. 2009 (doi:10.1109/ISBI.2009.5193250). Optical densities of
 * tissue lie near a plane, spanned by the first two eigenvectors of their covariance; in it the 1st
 * and 99th percentile of the angle are the two stains. Every pixel's densities are resolved into
 * these, scaled so that their 99th percentiles are the reference's, and made of the reference's
 * stains. Where the reference comes from: the values that the authors' programs use.
 */
final class Macenko {

  /** Columns hematoxylin and eosin, rows red, green, blue. */
  private static final double[][] REFERENCE = {
    {0.5626, 0.2159}, {0.7201, 0.8012}, {0.4062, 0.5581}
  };

  /** 99th percentiles of the stains' amounts. */
  private static final double[] REFERENCE_MOST = {1.9705, 1.0308};

  private static final double PERCENT = 1;

  /** Below this two stains are the same color. */
  private static final double SAME = 1e-6;

  private Macenko() {}

  static String reference() {
    return "hematoxylin and eosin "
        + Arrays.deepToString(REFERENCE)
        + ", 99th percentiles "
        + Arrays.toString(REFERENCE_MOST);
  }

  /**
   * @param patch the patch
   * @param tissue indices of its tissue pixels
   * @return its pixels with the reference's stains; null where it has no two stains
   */
  static byte[] normalized(final RgbImage patch, final int[] tissue) {
    final byte[] rgb = patch.rgb();
    final double[][] stains = stains(rgb, tissue);
    if (stains == null) {
      return null;
    }
    final double[][] inverse = pseudoInverse(stains);
    if (inverse == null) {
      return null;
    }
    final double[][] amounts = new double[2][tissue.length];
    for (int i = 0; i < tissue.length; i++) {
      for (int s = 0; s < 2; s++) {
        for (int c = 0; c < 3; c++) {
          amounts[s][i] += inverse[s][c] * density(rgb, tissue[i], c);
        }
      }
    }
    final double[] scale = new double[2];
    for (int s = 0; s < 2; s++) {
      final double most = percentile(amounts[s].clone(), 100 - PERCENT);
      if (!(most > SAME)) {
        return null;
      }
      scale[s] = REFERENCE_MOST[s] / most;
    }
    final byte[] out = rgb.clone();
    for (int i = 0; i < tissue.length; i++) {
      for (int c = 0; c < 3; c++) {
        final double od =
            REFERENCE[c][0] * amounts[0][i] * scale[0] + REFERENCE[c][1] * amounts[1][i] * scale[1];
        out[3 * tissue[i] + c] =
            StainNormalization.intensity(StainNormalization.WHITE * Math.exp(-od));
      }
    }
    return out;
  }

  private static double density(final byte[] rgb, final int pixel, final int channel) {
    return StainNormalization.density(rgb[3 * pixel + channel]);
  }

  /** Columns hematoxylin, the redder of the two, and eosin; null where there is one color. */
  private static double[][] stains(final byte[] rgb, final int[] tissue) {
    final double[][] plane = SymmetricMatrix.largestTwo(covariance(rgb, tissue));
    if (plane == null) {
      return null;
    }
    final double[] angles = new double[tissue.length];
    for (int i = 0; i < tissue.length; i++) {
      double x = 0;
      double y = 0;
      for (int c = 0; c < 3; c++) {
        x += density(rgb, tissue[i], c) * plane[0][c];
        y += density(rgb, tissue[i], c) * plane[1][c];
      }
      angles[i] = Math.atan2(y, x);
    }
    final double low = percentile(angles.clone(), PERCENT);
    final double high = percentile(angles, 100 - PERCENT);
    if (high - low < SAME) {
      return null;
    }
    final double[][] stains = new double[3][2];
    for (int c = 0; c < 3; c++) {
      stains[c][0] = plane[0][c] * Math.cos(low) + plane[1][c] * Math.sin(low);
      stains[c][1] = plane[0][c] * Math.cos(high) + plane[1][c] * Math.sin(high);
    }
    if (stains[0][0] <= stains[0][1]) {
      for (final double[] row : stains) {
        final double first = row[0];
        row[0] = row[1];
        row[1] = first;
      }
    }
    return stains;
  }

  private static double[][] covariance(final byte[] rgb, final int[] tissue) {
    final double[] mean = new double[3];
    for (final int pixel : tissue) {
      for (int c = 0; c < 3; c++) {
        mean[c] += density(rgb, pixel, c) / tissue.length;
      }
    }
    final double[][] covariance = new double[3][3];
    for (final int pixel : tissue) {
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          covariance[a][b] +=
              (density(rgb, pixel, a) - mean[a])
                  * (density(rgb, pixel, b) - mean[b])
                  / (tissue.length - 1);
        }
      }
    }
    return covariance;
  }

  /** (S^T S)^-1 S^T of a 3 x 2 matrix; null where its columns are parallel. */
  private static double[][] pseudoInverse(final double[][] s) {
    double aa = 0;
    double ab = 0;
    double bb = 0;
    for (final double[] row : s) {
      aa += row[0] * row[0];
      ab += row[0] * row[1];
      bb += row[1] * row[1];
    }
    final double determinant = aa * bb - ab * ab;
    if (determinant < SAME * SAME) {
      return null;
    }
    final double[][] inverse = new double[2][3];
    for (int c = 0; c < 3; c++) {
      inverse[0][c] = (bb * s[c][0] - ab * s[c][1]) / determinant;
      inverse[1][c] = (aa * s[c][1] - ab * s[c][0]) / determinant;
    }
    return inverse;
  }

  /** With linear interpolation between the two nearest; sorts the values. */
  private static double percentile(final double[] values, final double percent) {
    Arrays.sort(values);
    final double at = percent / 100 * (values.length - 1);
    final int below = (int) Math.floor(at);
    final int above = Math.min(below + 1, values.length - 1);
    return values[below] + (at - below) * (values[above] - values[below]);
  }
}
