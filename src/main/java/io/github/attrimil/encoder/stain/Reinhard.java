package io.github.attrimil.encoder.stain;

import io.github.attrimil.format.image.RgbImage;
import java.util.Arrays;

/**
 * Color transfer of Reinhard et al. 2001 (doi:10.1109/38.946629): in the color space l-alpha-beta
 * of Ruderman et al., here with natural logarithms of intensities from 1 to 256, the tissue's mean
 * and standard deviation of each channel become the reference's. The reference's values are those
 * of a slide of TCGA (TCGA-A2-A3XS-DX1), as published with HistomicsTK.
 */
final class Reinhard {

  private static final double[] REFERENCE_MEAN = {8.74108109, -0.12440419, 0.0444982};
  private static final double[] REFERENCE_SD = {0.6135447, 0.10989545, 0.0286032};

  /** Below this deviation a channel has a single value. */
  private static final double SAME = 1e-6;

  /** The paper's equation 4. */
  private static final double[][] TO_CONES = {
    {0.3811, 0.5783, 0.0402}, {0.1967, 0.7244, 0.0782}, {0.0241, 0.1288, 0.8444}
  };

  private static final double[][] FROM_CONES = inverse(TO_CONES);

  private Reinhard() {}

  static String reference() {
    return "l, alpha, beta: mean "
        + Arrays.toString(REFERENCE_MEAN)
        + ", standard deviation "
        + Arrays.toString(REFERENCE_SD);
  }

  /**
   * @param patch the patch
   * @param tissue indices of its tissue pixels
   * @return its pixels with the reference's colors; null where it has a single color
   */
  static byte[] normalized(final RgbImage patch, final int[] tissue) {
    final byte[] rgb = patch.rgb();
    final double[][] lab = new double[tissue.length][];
    final double[] mean = new double[3];
    for (int i = 0; i < tissue.length; i++) {
      lab[i] = toLab(rgb, tissue[i]);
      for (int c = 0; c < 3; c++) {
        mean[c] += lab[i][c] / tissue.length;
      }
    }
    final double[] scale = new double[3];
    for (int c = 0; c < 3; c++) {
      double squares = 0;
      for (final double[] pixel : lab) {
        squares += (pixel[c] - mean[c]) * (pixel[c] - mean[c]);
      }
      final double sd = Math.sqrt(squares / tissue.length);
      if (sd < SAME) {
        return null;
      }
      scale[c] = REFERENCE_SD[c] / sd;
    }
    final byte[] out = rgb.clone();
    for (int i = 0; i < tissue.length; i++) {
      for (int c = 0; c < 3; c++) {
        lab[i][c] = (lab[i][c] - mean[c]) * scale[c] + REFERENCE_MEAN[c];
      }
      fromLab(lab[i], out, tissue[i]);
    }
    return out;
  }

  /** Equations 4 to 6. */
  private static double[] toLab(final byte[] rgb, final int pixel) {
    final double[] cones = new double[3];
    for (int k = 0; k < 3; k++) {
      for (int c = 0; c < 3; c++) {
        cones[k] += TO_CONES[k][c] * ((rgb[3 * pixel + c] & 0xff) + 1);
      }
      cones[k] = Math.log(cones[k]);
    }
    return new double[] {
      (cones[0] + cones[1] + cones[2]) / Math.sqrt(3),
      (cones[0] + cones[1] - 2 * cones[2]) / Math.sqrt(6),
      (cones[0] - cones[1]) / Math.sqrt(2)
    };
  }

  /** Equations 7 to 9. */
  private static void fromLab(final double[] lab, final byte[] rgb, final int pixel) {
    final double l = lab[0] / Math.sqrt(3);
    final double a = lab[1] / Math.sqrt(6);
    final double b = lab[2] / Math.sqrt(2);
    final double[] cones = {Math.exp(l + a + b), Math.exp(l + a - b), Math.exp(l - 2 * a)};
    for (int c = 0; c < 3; c++) {
      double value = 0;
      for (int k = 0; k < 3; k++) {
        value += FROM_CONES[c][k] * cones[k];
      }
      rgb[3 * pixel + c] = StainNormalization.intensity(value - 1);
    }
  }

  /** By cofactors. */
  private static double[][] inverse(final double[][] m) {
    final double[][] out = new double[3][3];
    double determinant = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        out[j][i] =
            m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3]
                - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3];
      }
      determinant += m[0][i] * out[i][0];
    }
    for (final double[] row : out) {
      for (int j = 0; j < 3; j++) {
        row[j] /= determinant;
      }
    }
    return out;
  }
}
