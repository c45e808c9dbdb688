package io.github.attrimil.tissue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.image.Median;
import io.github.attrimil.tissue.image.Otsu;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A second threshold for slides so faint that the first finds almost nothing: Otsu's (see {@link
 * Otsu}) on the median-blurred saturation, used only where the histogram suggests that the upper
 * class is a section and not glass: it is more than 0.1 % and less than 90 % of the slide, and the
 * means of the classes are apart by at least 3 gray levels and by 4.5 times the standard deviation
 * within them. (A normal distribution cut in the middle has 2.7 of these, an even one 3.5, so that
 * neither a camera's noise nor a lamp's drift passes.)
 *
 * <p>Values above the first threshold, a speck of dust for example, count as just above it, because
 * few very strong ones would draw Otsu's threshold to themselves. What is pure white or black in
 * the overview was not scanned and does not count: tinted glass beside it would look like a
 * section. A slide so overexposed that its glass is pure white has no second try.
 */
final class FaintTissue {

  /** What the first threshold must find so that no second is tried: a part of all pixels. */
  static final double ENOUGH = 0.001;

  private static final double LARGEST_PART = 0.9;
  private static final double LEAST_DISTANCE = 3;
  private static final double LEAST_SEPARATION = 4.5;

  private FaintTissue() {}

  /**
   * @param scan the slide
   * @param p its first threshold and median
   * @return the second threshold, or nothing when there is no sign of a section
   */
  static OptionalInt threshold(final SlideScan scan, final TissueParameters p) {
    final int factor = Overview.reduction(scan.width(), scan.height());
    final byte[] blurred = Median.blur(scan.saturation(), scan.width(), scan.height(), p.median());
    int n = 0;
    for (int y = 0; y < scan.height(); y++) {
      for (int x = 0; x < scan.width(); x++) {
        if (scanned(scan.overview().image(), x / factor, y / factor)) {
          final int v = blurred[y * scan.width() + x] & 0xff;
          blurred[n++] = (byte) Math.min(v, p.saturation() + 1);
        }
      }
    }
    final byte[] values = Arrays.copyOf(blurred, n);
    final int threshold = Otsu.threshold(values);
    return standsApart(values, threshold) ? OptionalInt.of(threshold) : OptionalInt.empty();
  }

  private static boolean scanned(final RgbImage overview, final int x, final int y) {
    final byte[] rgb = overview.rgb();
    final int i = 3 * (y * overview.width() + x);
    return rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2] || rgb[i] != 0 && rgb[i] != -1;
  }

  private static boolean standsApart(final byte[] values, final int threshold) {
    final double[] n = new double[2];
    final double[] sum = new double[2];
    final double[] squares = new double[2];
    for (final byte b : values) {
      final int v = b & 0xff;
      final int c = v > threshold ? 1 : 0;
      n[c]++;
      sum[c] += v;
      squares[c] += (double) v * v;
    }
    final double part = n[1] / values.length;
    if (n[0] == 0 || part <= ENOUGH || part >= LARGEST_PART) {
      return false;
    }
    final double distance = sum[1] / n[1] - sum[0] / n[0];
    final double within =
        Math.sqrt(
            Math.max(0, squares[0] - sum[0] * sum[0] / n[0] + squares[1] - sum[1] * sum[1] / n[1])
                / values.length);
    return distance >= LEAST_DISTANCE && distance >= LEAST_SEPARATION * within;
  }
}
