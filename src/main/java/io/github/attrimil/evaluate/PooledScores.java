package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Scored positives and negatives of several units (slides, or patches of slides), sorted once by
 * falling score, so that the areas under the curves of units drawn with replacement take one pass.
 */
public final class PooledScores {

  private final double[] score;
  private final int[] unit;
  private final boolean[] positive;

  /**
   * @param scores n scores
   * @param positives n: which are positive
   * @param units n: the unit of each, an index of the weights
   */
  public PooledScores(final double[] scores, final boolean[] positives, final int[] units) {
    if (positives.length != scores.length || units.length != scores.length) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%d labels and %d units do not fit %d scores: give one each",
              positives.length,
              units.length,
              scores.length));
    }
    final Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    score = new double[order.length];
    unit = new int[order.length];
    positive = new boolean[order.length];
    for (int k = 0; k < order.length; k++) {
      score[k] = scores[order[k]];
      unit[k] = units[order[k]];
      positive[k] = positives[order[k]];
    }
  }

  /**
   * @param scores scores of each unit
   * @param positives which of them are positive
   * @return all of them
   */
  public static PooledScores of(final List<double[]> scores, final List<boolean[]> positives) {
    final int n = scores.stream().mapToInt(s -> s.length).reduce(0, Math::addExact);
    final double[] all = new double[n];
    final boolean[] which = new boolean[n];
    final int[] units = new int[n];
    int at = 0;
    for (int u = 0; u < scores.size(); u++) {
      final int length = scores.get(u).length;
      System.arraycopy(scores.get(u), 0, all, at, length);
      System.arraycopy(positives.get(u), 0, which, at, length);
      Arrays.fill(units, at, at + length, u);
      at += length;
    }
    return new PooledScores(all, which, units);
  }

  /**
   * @param weights how often each unit counts
   * @return the area under the ROC curve, ties half; nothing without positives or negatives
   */
  public OptionalDouble auc(final int[] weights) {
    return areas(weights)[0];
  }

  /**
   * @param weights how often each unit counts
   * @return average precision; nothing without positives
   */
  public OptionalDouble averagePrecision(final int[] weights) {
    return areas(weights)[1];
  }

  private OptionalDouble[] areas(final int[] weights) {
    double p = 0;
    double n = 0;
    double above = 0;
    double precision = 0;
    for (int i = 0; i < score.length; ) {
      final double value = score[i];
      double dp = 0;
      double dn = 0;
      for (; i < score.length && score[i] == value; i++) {
        if (positive[i]) {
          dp += weights[unit[i]];
        } else {
          dn += weights[unit[i]];
        }
      }
      above += dn * (p + dp / 2);
      p += dp;
      n += dn;
      precision += dp == 0 ? 0 : dp * p / (p + n);
    }
    return new OptionalDouble[] {
      p > 0 && n > 0 ? OptionalDouble.of(above / p / n) : OptionalDouble.empty(),
      p > 0 ? OptionalDouble.of(precision / p) : OptionalDouble.empty()
    };
  }

  /**
   * The ROC curve at given false positive rates: the largest true positive rate of the points at or
   * left of each.
   *
   * @param weights how often each unit counts
   * @param rates false positive rates, rising
   * @return a true positive rate each; not numbers without positives or negatives
   */
  public double[] truePositiveRates(final int[] weights, final double[] rates) {
    return along(weights, rates, (tp, fp, p, n) -> fp / n, (tp, fp, p, n) -> tp / p, true);
  }

  /**
   * The precision-recall curve at given recalls: the precision where each recall is first reached.
   *
   * @param weights how often each unit counts
   * @param recalls rising
   * @return a precision each; not numbers without positives or negatives
   */
  public double[] precisions(final int[] weights, final double[] recalls) {
    return along(
        weights, recalls, (tp, fp, p, n) -> tp / p, (tp, fp, p, n) -> tp / (tp + fp), false);
  }

  /** A rate of the counts at a threshold. */
  private interface Rate {
    double of(double tp, double fp, double p, double n);
  }

  private double[] along(
      final int[] weights, final double[] xs, final Rate x, final Rate y, final boolean before) {
    double p = 0;
    double n = 0;
    for (int i = 0; i < score.length; i++) {
      p += positive[i] ? weights[unit[i]] : 0;
      n += positive[i] ? 0 : weights[unit[i]];
    }
    final double[] ys = new double[xs.length];
    Arrays.fill(ys, Double.NaN);
    if (p == 0 || n == 0) {
      return ys;
    }
    double tp = 0;
    double fp = 0;
    double last = before ? 0 : 1;
    int k = 0;
    for (int i = 0; i < score.length; ) {
      final double value = score[i];
      for (; i < score.length && score[i] == value; i++) {
        if (positive[i]) {
          tp += weights[unit[i]];
        } else {
          fp += weights[unit[i]];
        }
      }
      final double at = x.of(tp, fp, p, n);
      final double here = tp + fp == 0 ? last : y.of(tp, fp, p, n);
      while (k < xs.length && (before ? xs[k] < at : xs[k] <= at)) {
        ys[k++] = before ? last : here;
      }
      last = here;
    }
    Arrays.fill(ys, k, ys.length, last);
    return ys;
  }
}
