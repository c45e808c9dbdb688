package io.github.attrimil.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far probabilities can be believed, on n slides of C classes that may each count several
 * times.
 *
 * <p>The probability of a slide that is held against the facts is p_1 for two classes, with "is of
 * class 1" as the fact; for more, the probability of the predicted class, with "is predicted
 * correctly" as the fact (Guo et al. 2017, arXiv:1706.04599). {@link #BINS} bins of equal width are
 * open below and closed above, the first closed below too.
 */
public final class Calibration {

  /** Number of bins. */
  public static final int BINS = 10;

  /**
   * A bin that is not empty.
   *
   * @param low lower bound
   * @param high upper bound
   * @param mean mean probability of its slides
   * @param observed the fraction of them for which the fact holds, with Wilson's interval
   * @param slides how many
   */
  public record Bin(double low, double high, double mean, Interval observed, long slides) {}

  private final double[] probability;
  private final boolean[] holds;
  private final double[] squares;
  private final double[] logs;

  /**
   * @param predictions n labeled slides
   */
  public Calibration(final Predictions predictions) {
    final int n = predictions.rows().size();
    final boolean two = predictions.classes() == 2;
    probability = new double[n];
    holds = new boolean[n];
    squares = new double[n];
    logs = new double[n];
    for (int i = 0; i < n; i++) {
      final Predictions.Row row = predictions.rows().get(i);
      final double[] p = row.probabilities();
      probability[i] = two ? p[1] : p[row.predicted()];
      holds[i] = two ? row.truth() == 1 : row.correct();
      squares[i] = two ? square(p[1] - row.truth()) : distance(p, row.truth());
      logs[i] = -Math.log(Math.max(p[row.truth()], Math.ulp(1.0)));
    }
  }

  private static double square(final double x) {
    return x * x;
  }

  private static double distance(final double[] p, final int truth) {
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      sum += square(p[c] - (c == truth ? 1 : 0));
    }
    return sum;
  }

  /**
   * The mean squared error of probabilities (Brier 1950): of p_1 for two classes, from 0 to 1; of
   * all C summed for more, from 0 to 2.
   *
   * @param weights how often each slide counts
   * @return the score; nothing when no slide counts
   */
  public OptionalDouble brier(final int[] weights) {
    return mean(squares, weights);
  }

  /**
   * The mean of -ln p of the true class; p below 2^-52 counts as that.
   *
   * @param weights how often each slide counts
   * @return the loss; nothing when no slide counts
   */
  public OptionalDouble logLoss(final int[] weights) {
    return mean(logs, weights);
  }

  /**
   * The expected calibration error: the mean over slides of their bin's |mean probability -
   * observed fraction|.
   *
   * @param weights how often each slide counts
   * @return the error, from 0 to 1; nothing when no slide counts
   */
  public OptionalDouble error(final int[] weights) {
    final double[] sum = new double[BINS];
    double all = 0;
    for (int i = 0; i < probability.length; i++) {
      // Sum over the bin of p - fact; its size is the bin's share of the error.
      sum[bin(probability[i])] += weights[i] * (probability[i] - (holds[i] ? 1 : 0));
      all += weights[i];
    }
    double error = 0;
    for (final double s : sum) {
      error += Math.abs(s);
    }
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(error / all);
  }

  /**
   * @return the bins that are not empty, each slide counted once
   */
  public List<Bin> bins() {
    final List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      double sum = 0;
      long slides = 0;
      long held = 0;
      for (int i = 0; i < probability.length; i++) {
        if (bin(probability[i]) == b) {
          sum += probability[i];
          slides++;
          held += holds[i] ? 1 : 0;
        }
      }
      if (slides > 0) {
        bins.add(
            new Bin(
                (double) b / BINS,
                (double) (b + 1) / BINS,
                sum / slides,
                Intervals.wilson(held, slides),
                slides));
      }
    }
    return bins;
  }

  private static int bin(final double p) {
    return Math.max(0, (int) Math.ceil(p * BINS) - 1);
  }

  private static OptionalDouble mean(final double[] values, final int[] weights) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
      all += weights[i];
    }
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / all);
  }
}
