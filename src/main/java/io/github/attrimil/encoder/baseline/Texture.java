package io.github.attrimil.encoder.baseline;

/**
 * Statistics of one gray image: distribution, energy by scale, local patterns, co-occurrence, size.
 */
final class Texture {

  private static final int GRAYS = 16;
  private static final double[] PERCENTILES = {0.05, 0.25, 0.5, 0.75, 0.95};
  private static final float LEAST = -1;
  private static final int BINS_A_UNIT = 1024;
  private static final int BINS = 4 * BINS_A_UNIT;

  private Texture() {}

  /**
   * Mean, standard deviation and the 5th, 25th, 50th, 75th and 95th percentiles.
   *
   * @param values optical densities; percentiles are found to within 1/1024 between -1 and 3
   * @return 7 numbers in the unit of the values
   */
  static float[] distribution(final float[] values) {
    final int[] count = new int[BINS];
    double sum = 0;
    double squares = 0;
    for (final float v : values) {
      sum += v;
      squares += (double) v * v;
      count[Math.max(0, Math.min(BINS - 1, (int) ((v - LEAST) * BINS_A_UNIT)))]++;
    }
    final double mean = sum / values.length;
    final double variance = Math.max(squares / values.length - mean * mean, 0);
    final float[] out = new float[2 + PERCENTILES.length];
    out[0] = (float) mean;
    out[1] = (float) Math.sqrt(variance);
    int bin = -1;
    long below = 0;
    for (int i = 0; i < PERCENTILES.length; i++) {
      while (below <= PERCENTILES[i] * (values.length - 1)) {
        below += count[++bin];
      }
      out[2 + i] = LEAST + (bin + 0.5f) / BINS_A_UNIT;
    }
    return out;
  }

  /**
   * How much the image varies at scales of 1, 2, 4, 8 and 16 pixels: the standard deviation of what
   * each 2 x 2 averaging takes away.
   *
   * @param image width x height values
   * @param width a multiple of 32, of a square image
   * @return 5 numbers in the unit of the values
   */
  static float[] energies(final float[] image, final int width) {
    final float[] out = new float[5];
    float[] fine = image;
    int w = width;
    for (int scale = 0; scale < out.length; scale++) {
      final int half = w / 2;
      final float[] coarse = new float[half * half];
      double lost = 0;
      for (int y = 0; y < half; y++) {
        for (int x = 0; x < half; x++) {
          final int i = 2 * y * w + 2 * x;
          final float a = fine[i];
          final float b = fine[i + 1];
          final float c = fine[i + w];
          final float d = fine[i + w + 1];
          final float mean = (a + b + c + d) / 4;
          coarse[y * half + x] = mean;
          lost +=
              (a - mean) * (a - mean)
                  + (b - mean) * (b - mean)
                  + (c - mean) * (c - mean)
                  + (d - mean) * (d - mean);
        }
      }
      out[scale] = (float) Math.sqrt(lost / (4.0 * half * half));
      fine = coarse;
      w = half;
    }
    return out;
  }

  /**
   * Rotation-invariant uniform local binary patterns of 8 neighbors (Ojala et al. 2002,
   * doi:10.1109/TPAMI.2002.1017623): the share of pixels with 0..8 neighbors above in one run, and
   * of all others.
   *
   * @param image width x width values
   * @param width of the square image
   * @param radius distance of the neighbors in pixels, along axes and diagonals alike
   * @param least a neighbor counts as above only by this much, so that noise on glass does not
   * @return 10 shares that sum to 1
   */
  static float[] localPatterns(
      final float[] image, final int width, final int radius, final float least) {
    final int[] around = {
      -width * radius - radius,
      -width * radius,
      -width * radius + radius,
      radius,
      width * radius + radius,
      width * radius,
      width * radius - radius,
      -radius
    };
    final int[] count = new int[10];
    for (int y = radius; y < width - radius; y++) {
      for (int x = radius; x < width - radius; x++) {
        final int i = y * width + x;
        final float center = image[i] + least;
        int bits = 0;
        for (int k = 0; k < 8; k++) {
          bits |= (image[i + around[k]] > center ? 1 : 0) << k;
        }
        final int turned = (bits >> 1 | bits << 7) & 0xff;
        count[Integer.bitCount(bits ^ turned) <= 2 ? Integer.bitCount(bits) : 9]++;
      }
    }
    final float[] out = new float[10];
    final float all = (width - 2 * radius) * (width - 2 * radius);
    for (int k = 0; k < 10; k++) {
      out[k] = count[k] / all;
    }
    return out;
  }

  /**
   * Contrast, correlation, energy and homogeneity of the gray-level co-occurrence of pixels a
   * distance apart along x and y (Haralick et al. 1973, doi:10.1109/TSMC.1973.4309314), 16 gray
   * levels.
   *
   * @param image width x width values
   * @param width of the square image
   * @param distance in pixels
   * @param most the value of the highest gray level; 0 is the lowest
   * @return 4 numbers
   */
  static float[] coOccurrence(
      final float[] image, final int width, final int distance, final float most) {
    final byte[] gray = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      gray[i] = (byte) Math.max(0, Math.min(GRAYS - 1, (int) (image[i] / most * GRAYS)));
    }
    final double[] p = new double[GRAYS * GRAYS];
    long pairs = 0;
    for (int y = 0; y < width - distance; y++) {
      for (int x = 0; x < width - distance; x++) {
        final int i = y * width + x;
        p[gray[i] * GRAYS + gray[i + distance]]++;
        p[gray[i] * GRAYS + gray[i + distance * width]]++;
        pairs += 2;
      }
    }
    double contrast = 0;
    double energy = 0;
    double homogeneity = 0;
    double mean1 = 0;
    double mean2 = 0;
    double square1 = 0;
    double square2 = 0;
    double product = 0;
    for (int a = 0; a < GRAYS; a++) {
      for (int b = 0; b < GRAYS; b++) {
        final double v = p[a * GRAYS + b] / pairs;
        contrast += v * (a - b) * (a - b);
        energy += v * v;
        homogeneity += v / (1 + Math.abs(a - b));
        mean1 += v * a;
        mean2 += v * b;
        square1 += v * a * a;
        square2 += v * b * b;
        product += v * a * b;
      }
    }
    final double spread =
        Math.sqrt(Math.max(square1 - mean1 * mean1, 0) * Math.max(square2 - mean2 * mean2, 0));
    final double correlation = spread > 1e-9 ? (product - mean1 * mean2) / spread : 0;
    return new float[] {(float) contrast, (float) correlation, (float) energy, (float) homogeneity};
  }

  /**
   * How coarse the dark parts are: the share of pixels above a threshold, and the shares that are
   * left after eroding by 1, 2, 3 and 5 pixels (a granulometry after Matheron, with square
   * elements).
   *
   * @param image width x width values
   * @param width of the square image
   * @param threshold a pixel above it belongs to the dark parts
   * @return 5 shares of all pixels
   */
  static float[] granulometry(final float[] image, final int width, final float threshold) {
    // Chessboard distance to the nearest pixel below: two passes.
    final int[] distance = new int[image.length];
    for (int y = 0; y < width; y++) {
      for (int x = 0; x < width; x++) {
        final int i = y * width + x;
        if (image[i] > threshold) {
          int d = Math.min(6, 1 + Math.min(x, y));
          if (x > 0 && y > 0) {
            d = Math.min(d, 1 + Math.min(distance[i - width - 1], distance[i - 1]));
            d = Math.min(d, 1 + distance[i - width]);
            d = x < width - 1 ? Math.min(d, 1 + distance[i - width + 1]) : 1;
          }
          distance[i] = d;
        }
      }
    }
    final int[] erosions = {0, 1, 2, 3, 5};
    final int[] left = new int[erosions.length];
    for (int y = width - 1; y >= 0; y--) {
      for (int x = width - 1; x >= 0; x--) {
        final int i = y * width + x;
        int d = distance[i];
        if (d > 0) {
          if (x == width - 1 || y == width - 1) {
            d = 1;
          } else {
            d = Math.min(d, 1 + Math.min(distance[i + width + 1], distance[i + 1]));
            d = Math.min(d, 1 + distance[i + width]);
            d = x > 0 ? Math.min(d, 1 + distance[i + width - 1]) : 1;
          }
          distance[i] = d;
          for (int k = 0; k < erosions.length; k++) {
            left[k] += d > erosions[k] ? 1 : 0;
          }
        }
      }
    }
    final float[] out = new float[erosions.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = left[k] / (float) image.length;
    }
    return out;
  }
}
