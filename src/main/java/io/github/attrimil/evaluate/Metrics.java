package io.github.attrimil.evaluate;

import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.metrics.Ranking;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Areas under ROC curves of C-class predictions, as the official tester and trainer average them.
 * Metrics of predicted classes are in {@link Confusion}.
 */
public final class Metrics {

  private Metrics() {}

  /**
   * The official tester's AUC: of p_1 for two classes, else micro-averaged.
   *
   * @param predictions labeled slides
   * @return the area, or nothing when all slides are of one class
   */
  public static OptionalDouble auc(final Predictions predictions) {
    if (predictions.rows().stream().mapToInt(Predictions.Row::truth).distinct().count() < 2) {
      return OptionalDouble.empty();
    }
    return ranking(predictions).auc();
  }

  /**
   * What {@link #auc} ranks: the slides by p_1 for two classes; else all n x C probabilities, those
   * of the true classes being the positives, columns of absent classes included.
   *
   * @param predictions labeled slides
   * @return the ranking
   */
  public static Ranking ranking(final Predictions predictions) {
    return predictions.classes() == 2 ? ranking(predictions, 1) : microRanking(predictions);
  }

  /**
   * @param predictions labeled slides
   * @param c a class
   * @return the slides ranked by p_c, those truly c being the positives
   */
  public static Ranking ranking(final Predictions predictions, final int c) {
    return Ranking.of(predictions.isTruly(c), predictions.probability(c));
  }

  private static Ranking microRanking(final Predictions predictions) {
    final int classes = predictions.classes();
    final boolean[] truly = new boolean[predictions.rows().size() * classes];
    final double[] p = new double[truly.length];
    for (int i = 0; i < truly.length; i++) {
      final Predictions.Row row = predictions.rows().get(i / classes);
      truly[i] = row.truth() == i % classes;
      p[i] = row.probabilities()[i % classes];
    }
    return Ranking.of(truly, p);
  }

  /**
   * One class against the rest.
   *
   * @param predictions labeled slides
   * @param c a class
   * @return the area of p_c, or nothing when c or the rest is absent
   */
  public static OptionalDouble auc(final Predictions predictions, final int c) {
    return ranking(predictions, c).auc();
  }

  /**
   * The official trainer's AUC: the mean of one against the rest.
   *
   * @param predictions labeled slides
   * @return the mean over the classes present, or nothing when only one is
   */
  public static OptionalDouble macroAuc(final Predictions predictions) {
    return IntStream.range(0, predictions.classes())
        .mapToObj(c -> auc(predictions, c))
        .flatMapToDouble(OptionalDouble::stream)
        .average();
  }
}
