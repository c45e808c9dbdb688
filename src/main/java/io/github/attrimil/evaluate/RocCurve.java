package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.metrics.Ranking;
import java.util.Locale;
import java.util.Optional;

/**
 * A receiver operating characteristic curve from (0, 0) to (1, 1).
 *
 * @param falsePositiveRate rising
 * @param truePositiveRate rising
 * @param thresholds falling; a point is reached when scores at or above its threshold are positive;
 *     the first is infinite: none are
 */
public record RocCurve(double[] falsePositiveRate, double[] truePositiveRate, double[] thresholds) {

  /** Checks the lengths. */
  public RocCurve {
    if (falsePositiveRate.length != truePositiveRate.length
        || thresholds.length != truePositiveRate.length
        || thresholds.length < 2) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "A curve needs as many rates as thresholds and two or more, not %d, %d and %d",
              falsePositiveRate.length,
              truePositiveRate.length,
              thresholds.length));
    }
  }

  /**
   * The points of a ranking, less those that continue the step before unchanged (scikit-learn's
   * drop_intermediate), which lie on the line between their neighbors.
   *
   * @param r a ranking
   * @return its curve, or nothing when it lacks positives or negatives
   */
  public static Optional<RocCurve> of(final Ranking r) {
    if (r.positives() == 0 || r.negatives() == 0) {
      return Optional.empty();
    }
    final int last = r.groups() - 1;
    int points = 1;
    final int[] kept = new int[r.groups()];
    for (int g = 0; g <= last; g++) {
      final boolean straight =
          g > 0
              && g < last
              && r.positivesIn(g) == r.positivesIn(g + 1)
              && r.negativesIn(g) == r.negativesIn(g + 1);
      if (!straight) {
        kept[points++ - 1] = g;
      }
    }
    final double[] fpr = new double[points];
    final double[] tpr = new double[points];
    final double[] thresholds = new double[points];
    thresholds[0] = Double.POSITIVE_INFINITY;
    for (int i = 1; i < points; i++) {
      final int g = kept[i - 1];
      fpr[i] = (double) r.falsePositives(g) / r.negatives();
      tpr[i] = (double) r.truePositives(g) / r.positives();
      thresholds[i] = r.threshold(g);
    }
    return Optional.of(new RocCurve(fpr, tpr, thresholds));
  }
}
