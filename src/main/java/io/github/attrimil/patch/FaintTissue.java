package io.github.attrimil.patch;

import io.github.attrimil.slide.RgbImage;
import java.util.OptionalInt;

/**
 * A second threshold for slides so faint that the first finds next to nothing: Otsu's (see {@link
 * Otsu}) on the median-blurred saturation, taken only where three signs say that the upper class is
 * a section and not glass.
 *
 * <ul>
 *   <li>The classes stand apart: their means by at least 3 grey levels and by 4.5 times the
 *       standard deviation within them. A normal distribution cut in the middle has 2.7 of these,
 *       an even one 3.5.
 *   <li>The upper class is more than 0.1 % of the slide and less than 90 %.
 *   <li>It has structure: the green of neighbouring overview pixels that both belong to it differs
 *       by 0.75 grey levels in the mean. Glass beside an unscanned, white part of the slide has
 *       none.
 * </ul>
 *
 * <p>Values above the first threshold, a speck of dust for example, count as just above it, because
 * few very strong ones would draw Otsu's threshold to themselves.
 */
final class FaintTissue {

  /** What the first threshold must find so that no second is tried: a part of all pixels. */
  static final double ENOUGH = 0.001;

  private static final double LARGEST_PART = 0.9;
  private static final double LEAST_DISTANCE = 3;
  private static final double LEAST_SEPARATION = 4.5;
  private static final double LEAST_STRUCTURE = 0.75;

  private FaintTissue() {}

  /**
   * @param scan the slide
   * @param p its first threshold and median
   * @return the second threshold, or nothing when there is no sign of a section
   */
  static OptionalInt threshold(final SlideScan scan, final TissueParameters p) {
    final byte[] blurred = Median.blur(scan.saturation(), scan.width(), scan.height(), p.median());
    for (int i = 0; i < blurred.length; i++) {
      blurred[i] = (byte) Math.min(blurred[i] & 0xff, p.saturation() + 1);
    }
    final int threshold = Otsu.threshold(blurred);
    return standsApart(blurred, threshold) && structure(blurred, scan, threshold) >= LEAST_STRUCTURE
        ? OptionalInt.of(threshold)
        : OptionalInt.empty();
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

  /** Mean difference of green between neighbours in the upper class. */
  private static double structure(final byte[] blurred, final SlideScan scan, final int threshold) {
    final RgbImage image = scan.overview().image();
    final int factor = Overview.reduction(scan.width(), scan.height());
    long sum = 0;
    long pairs = 0;
    for (int y = 0; y < image.height(); y++) {
      boolean before = false;
      for (int x = 0; x < image.width(); x++) {
        final int at =
            Math.min(scan.height() - 1, y * factor + factor / 2) * scan.width()
                + Math.min(scan.width() - 1, x * factor + factor / 2);
        final boolean upper = (blurred[at] & 0xff) > threshold;
        if (upper && before) {
          final int i = 3 * (y * image.width() + x) + 1;
          sum += Math.abs((image.rgb()[i] & 0xff) - (image.rgb()[i - 3] & 0xff));
          pairs++;
        }
        before = upper;
      }
    }
    return pairs == 0 ? 0 : sum / (double) pairs;
  }
}
