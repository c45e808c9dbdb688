package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.metrics.Ranking;
import java.util.List;
import java.util.Optional;

/**
 * The smallest probability of class 1 at which a slide is predicted as class 1; for two classes.
 *
 * @param value the probability
 * @param sensitivity the fraction of class-1 slides predicted as such, where the threshold was
 *     chosen
 * @param specificity the fraction of class-0 slides predicted as such, there
 */
public record Threshold(double value, double sensitivity, double specificity) {

  /** Checks the value. */
  public Threshold {
    if (!(value >= 0 && value <= 1)) {
      throw new AttriMilException("A threshold of " + value + " is not between 0 and 1");
    }
  }

  /**
   * Chooses the threshold with the largest sensitivity + specificity - 1 (Youden 1950,
   * doi:10.1002/1097-0142(1950)3:1&lt;32::AID-CNCR2820030106&gt;3.0.CO;2-3). It lies midway between
   * the lowest positive score and the next below; of equals the one nearest 0.5 is taken.
   *
   * @param validation slides the model was not trained on and will not be tested on, two classes
   * @return the threshold, or nothing when one class is absent
   * @throws AttriMilException when there are more classes
   */
  public static Optional<Threshold> youden(final Predictions validation) {
    requireTwoClasses(validation);
    final Ranking r = Metrics.ranking(validation, 1);
    if (r.positives() == 0 || r.negatives() == 0) {
      return Optional.empty();
    }
    Threshold best = null;
    double bestIndex = Double.NEGATIVE_INFINITY;
    for (int g = 0; g < r.groups(); g++) {
      final double value =
          g == r.groups() - 1 ? r.threshold(g) : (r.threshold(g) + r.threshold(g + 1)) / 2;
      // Whole numbers, so that equals are equal.
      final double index =
          (double) r.truePositives(g) * r.negatives()
              - (double) r.falsePositives(g) * r.positives();
      if (index > bestIndex
          || index == bestIndex && Math.abs(value - 0.5) < Math.abs(best.value - 0.5)) {
        bestIndex = index;
        best =
            new Threshold(
                value,
                (double) r.truePositives(g) / r.positives(),
                1 - (double) r.falsePositives(g) / r.negatives());
      }
    }
    return Optional.of(best);
  }

  /**
   * @param predictions slides with two classes
   * @return the same, predicted as class 1 where p_1 is at least the threshold
   * @throws AttriMilException when there are more classes
   */
  public Predictions apply(final Predictions predictions) {
    requireTwoClasses(predictions);
    final List<Predictions.Row> rows =
        predictions.rows().stream()
            .map(
                r ->
                    new Predictions.Row(
                        r.slideId(),
                        r.truth(),
                        r.probabilities()[1] >= value ? 1 : 0,
                        r.probabilities()))
            .toList();
    return new Predictions(rows);
  }

  private static void requireTwoClasses(final Predictions predictions) {
    if (predictions.classes() != 2) {
      throw new AttriMilException(
          "A threshold is for two classes, not "
              + predictions.classes()
              + ": use the most probable class");
    }
  }
}
