package io.github.attrimil.encoder.vit;

/**
 * Resamples position embeddings learned on one grid of patches to another, by bicubic interpolation
 * of every feature, as PyTorch's {@code interpolate} does with {@code align_corners=False}.
 */
final class PositionGrid {

  /** How a library interpolates. */
  enum Method {
    /** timm: Keys' kernel with a = -0.5, widened when shrinking, renormalized at the borders. */
    ANTIALIASED(-0.5),
    /** Hugging Face: a = -0.75, the outermost values repeated beyond the borders. */
    PLAIN(-0.75);

    private final double a;

    Method(final double a) {
      this.a = a;
    }

    /** Keys' cubic kernel (doi:10.1109/TASSP.1981.1163711). */
    private double kernel(final double distance) {
      final double x = Math.abs(distance);
      if (x < 1) {
        return ((a + 2) * x - (a + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
  }

  private PositionGrid() {}

  /**
   * @param grid side x side x d values, row by row
   * @param side patches along an edge of the grid
   * @param wanted patches along an edge of the result
   * @param method as the library of the file does it
   * @return wanted x wanted x d values
   */
  static float[] resampled(
      final float[] grid, final int side, final int wanted, final Method method) {
    if (side == wanted) {
      return grid;
    }
    final int d = grid.length / (side * side);
    final double[][] weights = weights(side, wanted, method);
    final double[] across = new double[side * wanted * d];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < wanted; x++) {
        for (int from = 0; from < side; from++) {
          final double w = weights[x][from];
          for (int k = 0; w != 0 && k < d; k++) {
            across[(y * wanted + x) * d + k] += w * grid[(y * side + from) * d + k];
          }
        }
      }
    }
    final float[] out = new float[wanted * wanted * d];
    final double[] sum = new double[wanted * d];
    for (int y = 0; y < wanted; y++) {
      java.util.Arrays.fill(sum, 0);
      for (int from = 0; from < side; from++) {
        final double w = weights[y][from];
        for (int k = 0; w != 0 && k < sum.length; k++) {
          sum[k] += w * across[from * sum.length + k];
        }
      }
      for (int k = 0; k < sum.length; k++) {
        out[y * sum.length + k] = (float) sum[k];
      }
    }
    return out;
  }

  /** For each place of the result, the weight of each place of the grid. */
  private static double[][] weights(final int side, final int wanted, final Method method) {
    final double scale = (double) side / wanted;
    final double[][] weights = new double[wanted][side];
    for (int i = 0; i < wanted; i++) {
      final double center = scale * (i + 0.5);
      if (method == Method.PLAIN) {
        final int first = (int) Math.floor(center - 0.5) - 1;
        for (int j = first; j < first + 4; j++) {
          weights[i][Math.max(0, Math.min(side - 1, j))] += method.kernel(center - 0.5 - j);
        }
      } else {
        final double stretch = Math.max(1, scale);
        final int from = Math.max(0, (int) (center - 2 * stretch + 0.5));
        final int to = Math.min(side, (int) (center + 2 * stretch + 0.5));
        double sum = 0;
        for (int j = from; j < to; j++) {
          weights[i][j] = method.kernel((j - center + 0.5) / stretch);
          sum += weights[i][j];
        }
        for (int j = from; j < to; j++) {
          weights[i][j] /= sum;
        }
      }
    }
    return weights;
  }
}
