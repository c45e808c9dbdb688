package io.github.attrimil.tissue.image;

/**
 * The threshold that separates a histogram into two classes with the largest variance between them:
 * Otsu 1979, equation 14 (<a href="https://doi.org/10.1109/TSMC.1979.4310076">doi</a>). Of equal
 * thresholds the smallest is taken.
 */
public final class Otsu {

  private Otsu() {}

  /**
   * @param values 8-bit values
   * @return t, such that the upper class is what lies above t; 0 when all values are equal
   */
  public static int threshold(final byte[] values) {
    final long[] histogram = new long[256];
    for (final byte v : values) {
      histogram[v & 0xff]++;
    }
    final double total = values.length;
    double mean = 0;
    for (int i = 0; i < histogram.length; i++) {
      mean += i * (histogram[i] / total);
    }
    double weight = 0; // omega(t) in the paper
    double moment = 0; // mu(t) in the paper
    double best = 0;
    int threshold = 0;
    for (int t = 0; t < histogram.length; t++) {
      weight += histogram[t] / total;
      moment += t * (histogram[t] / total);
      // A class that is empty but for rounding would divide by zero.
      if (Math.min(weight, 1 - weight) < Math.ulp(1f)) {
        continue;
      }
      final double d = mean * weight - moment;
      final double variance = d * d / (weight * (1 - weight));
      // Thresholds inside an empty stretch of the histogram are equal but for rounding.
      if (variance > best * (1 + 1e-12)) {
        best = variance;
        threshold = t;
      }
    }
    return threshold;
  }
}
