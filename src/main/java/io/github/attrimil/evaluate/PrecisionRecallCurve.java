package io.github.attrimil.evaluate;

import io.github.attrimil.metrics.Ranking;
import java.util.Optional;

/**
 * A precision-recall curve, from the highest score down.
 *
 * @param recall rising
 * @param precision as many
 * @param thresholds falling; a point is reached when scores at or above its threshold are positive.
 *     The first is infinite: none are, recall is 0, and precision is 1 by convention
 */
public record PrecisionRecallCurve(double[] recall, double[] precision, double[] thresholds) {

  /**
   * @param r a ranking
   * @return its curve, a point for each distinct score; nothing when it lacks positives
   */
  public static Optional<PrecisionRecallCurve> of(final Ranking r) {
    if (r.positives() == 0) {
      return Optional.empty();
    }
    final int n = r.groups() + 1;
    final double[] recall = new double[n];
    final double[] precision = new double[n];
    final double[] thresholds = new double[n];
    precision[0] = 1;
    thresholds[0] = Double.POSITIVE_INFINITY;
    for (int g = 1; g < n; g++) {
      final double tp = r.truePositives(g - 1);
      recall[g] = tp / r.positives();
      precision[g] = tp / (tp + r.falsePositives(g - 1));
      thresholds[g] = r.threshold(g - 1);
    }
    return Optional.of(new PrecisionRecallCurve(recall, precision, thresholds));
  }
}
