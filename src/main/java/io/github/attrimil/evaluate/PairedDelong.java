package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.special.Erf;

/**
 * Whether two models that scored the same slides differ in AUC: the test of DeLong et al. 1988
 * (doi:10.2307/2531595) for correlated ROC curves.
 *
 * <p>For each model, V10 of a positive slide is the share of negatives that score below it (ties
 * half), V01 of a negative slide the share of positives that score above it; the AUC is the mean of
 * either. With d10 and d01 the differences of V10 and V01 between the models, slide by slide, the
 * variance of the difference of AUCs is var(d10) / P + var(d01) / N (sample variances over P
 * positives and N negatives), which equals the paper's L S L' for L = (1, -1); z is the difference
 * over its standard deviation, and p the two-sided probability of the normal distribution.
 *
 * @param difference AUC of the first model less that of the second
 * @param deviation standard deviation of the difference
 * @param p two-sided p-value; 1 where neither the AUCs nor the slides' shares differ
 */
public record PairedDelong(double difference, double deviation, double p) {

  /** Below this, variances of shares are rounding. */
  private static final double NOTHING = 1e-24;

  /**
   * @param positive which slides are positive
   * @param first scores of the first model, higher for positives
   * @param second scores of the second model
   * @return the test; nothing where there are fewer than two positives or negatives, or where the
   *     difference is the same on every slide but not 0, so that its variance says nothing
   * @throws AttriMilException when lengths differ
   */
  public static Optional<PairedDelong> of(
      final boolean[] positive, final double[] first, final double[] second) {
    if (first.length != positive.length || second.length != positive.length) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%d and %d scores do not fit %d labels: give one each",
              first.length,
              second.length,
              positive.length));
    }
    int positives = 0;
    for (final boolean p : positive) {
      positives += p ? 1 : 0;
    }
    if (positives < 2 || positive.length - positives < 2) {
      return Optional.empty();
    }
    final double[] a = shares(positive, first);
    final double[] b = shares(positive, second);
    final double[] mean = new double[2];
    final int[] count = {positive.length - positives, positives};
    for (int i = 0; i < a.length; i++) {
      final int c = positive[i] ? 1 : 0;
      mean[c] += (a[i] - b[i]) / count[c];
    }
    double variance = 0;
    for (int i = 0; i < a.length; i++) {
      final int c = positive[i] ? 1 : 0;
      final double off = a[i] - b[i] - mean[c];
      variance += off * off / (count[c] - 1) / count[c];
    }
    if (variance < NOTHING) {
      return Math.abs(mean[1]) < Math.sqrt(NOTHING)
          ? Optional.of(new PairedDelong(0, 0, 1))
          : Optional.empty();
    }
    final double deviation = Math.sqrt(variance);
    return Optional.of(
        new PairedDelong(
            mean[1], deviation, Erf.erfc(Math.abs(mean[1]) / deviation / Math.sqrt(2))));
  }

  /**
   * @param first predictions of two classes
   * @param second predictions of the same slides, in any order
   * @return the test of their AUCs; nothing for other numbers of classes
   * @throws AttriMilException when slides or their truths differ
   */
  public static Optional<PairedDelong> of(final Predictions first, final Predictions second) {
    if (first.classes() != 2 || second.classes() != 2) {
      return Optional.empty();
    }
    final Map<String, Predictions.Row> others = requireSame(first, second);
    final double[] scores =
        first.rows().stream()
            .mapToDouble(r -> others.get(r.slideId()).probabilities()[1])
            .toArray();
    return of(first.isTruly(1), first.probability(1), scores);
  }

  /**
   * @param first predictions of slides
   * @param second predictions of the same slides, in any order
   * @return the second's by slide id
   * @throws AttriMilException when slides, their truths or the number of classes differ
   */
  public static Map<String, Predictions.Row> requireSame(
      final Predictions first, final Predictions second) {
    final Map<String, Predictions.Row> others = new LinkedHashMap<>();
    second.rows().forEach(r -> others.put(r.slideId(), r));
    for (final Predictions.Row row : first.rows()) {
      final Predictions.Row other = others.get(row.slideId());
      if (other == null
          || other.truth() != row.truth()
          || other.probabilities().length != row.probabilities().length
          || others.size() != first.rows().size()) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "The slide '%s' is not in both tables with the same class: compare models on the"
                    + " same slides",
                row.slideId()));
      }
    }
    return others;
  }

  /** V10 of positives and V01 of negatives, slide by slide. */
  private static double[] shares(final boolean[] positive, final double[] score) {
    final double[] shares = new double[score.length];
    for (int i = 0; i < score.length; i++) {
      double won = 0;
      int others = 0;
      for (int j = 0; j < score.length; j++) {
        if (positive[i] != positive[j]) {
          final double high = positive[i] ? score[i] : score[j];
          final double low = positive[i] ? score[j] : score[i];
          won += high > low ? 1 : high == low ? 0.5 : 0;
          others++;
        }
      }
      shares[i] = won / others;
    }
    return shares;
  }
}
