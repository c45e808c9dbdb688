package io.github.attrimil.metrics;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Scored positives and negatives from the highest score down: what the area under the ROC curve
 * (AUC), average precision and the curve itself are read from. Equal scores form one group, so ties
 * count half. P positives, N negatives; sorting is the only cost, O((P+N) log(P+N)).
 */
public final class Ranking {

  private final double[] thresholds; // distinct scores, falling
  private final long[] truePositives; // positives at or above each threshold
  private final long[] falsePositives;

  private Ranking(final double[] positives, final double[] negatives) {
    Arrays.sort(positives);
    Arrays.sort(negatives);
    final int total = positives.length + negatives.length;
    final double[] score = new double[total];
    final long[] tp = new long[total];
    final long[] fp = new long[total];
    int groups = 0;
    int i = positives.length - 1;
    int j = negatives.length - 1;
    while (i >= 0 || j >= 0) {
      final double t =
          j < 0 || i >= 0 && positives[i] >= negatives[j] ? positives[i] : negatives[j];
      // Compared as numbers, so that 0 and -0 tie.
      while (i >= 0 && positives[i] == t) {
        i--;
      }
      while (j >= 0 && negatives[j] == t) {
        j--;
      }
      score[groups] = t;
      tp[groups] = positives.length - 1 - i;
      fp[groups++] = negatives.length - 1 - j;
    }
    thresholds = Arrays.copyOf(score, groups);
    truePositives = Arrays.copyOf(tp, groups);
    falsePositives = Arrays.copyOf(fp, groups);
  }

  /**
   * @param positive which are positive
   * @param score their scores, higher for positives; infinite ones are allowed
   * @return the ranking
   * @throws AttriMilException when lengths differ, there is nothing, or a score is not a number
   */
  public static Ranking of(final boolean[] positive, final double[] score) {
    if (positive.length != score.length || score.length == 0) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%d labels do not fit %d scores: give one each, and at least one",
              positive.length,
              score.length));
    }
    int positives = 0;
    for (final boolean p : positive) {
      positives += p ? 1 : 0;
    }
    final double[] high = new double[positives];
    final double[] low = new double[score.length - positives];
    for (int i = 0, h = 0, l = 0; i < score.length; i++) {
      if (Double.isNaN(score[i])) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "Score %d of %d is not a number: it cannot be ranked",
                i + 1,
                score.length));
      }
      if (positive[i]) {
        high[h++] = score[i];
      } else {
        low[l++] = score[i];
      }
    }
    return new Ranking(high, low);
  }

  /**
   * @return P
   */
  public long positives() {
    return truePositives[groups() - 1];
  }

  /**
   * @return N
   */
  public long negatives() {
    return falsePositives[groups() - 1];
  }

  /**
   * The chance that a positive scores above a negative, ties counted half (Mann-Whitney U / PN).
   *
   * @return the area under the ROC curve, or nothing when P or N is 0
   */
  public OptionalDouble auc() {
    if (positives() == 0 || negatives() == 0) {
      return OptionalDouble.empty();
    }
    double twice = 0;
    for (int g = 0; g < groups(); g++) {
      twice += (double) negativesIn(g) * (truePositives[g] + truePositives[g] - positivesIn(g));
    }
    return OptionalDouble.of(twice / 2 / positives() / negatives());
  }

  /**
   * The sum over thresholds of the gain in recall times the precision, without interpolation.
   *
   * @return average precision, or nothing when P is 0
   */
  public OptionalDouble averagePrecision() {
    if (positives() == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int g = 0; g < groups(); g++) {
      sum += positivesIn(g) * (double) truePositives[g] / (truePositives[g] + falsePositives[g]);
    }
    return OptionalDouble.of(sum / positives());
  }

  public int groups() {
    return thresholds.length;
  }

  /** The g-th highest of the distinct scores. */
  public double threshold(final int g) {
    return thresholds[g];
  }

  public long truePositives(final int g) {
    return truePositives[g];
  }

  public long falsePositives(final int g) {
    return falsePositives[g];
  }

  /** Positives whose score is the g-th highest. */
  public long positivesIn(final int g) {
    return g == 0 ? truePositives[0] : truePositives[g] - truePositives[g - 1];
  }

  /** Negatives whose score is the g-th highest. */
  public long negativesIn(final int g) {
    return g == 0 ? falsePositives[0] : falsePositives[g] - falsePositives[g - 1];
  }
}
