package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Temperature scaling (Guo et al. 2017, arXiv:1706.04599): logits are divided by one positive
 * number that is fitted on validation slides, so that probabilities are neither over- nor
 * underconfident. The order of a slide's classes does not change.
 *
 * <p>Works on probabilities: the logarithms of exclusive probabilities are the logits up to a
 * number that the softmax removes; where a model scores each class on its own, logits are ln(p / (1
 * - p)).
 *
 * @param value T; above 1 where the model is overconfident
 */
public record Temperature(double value) {

  /** A probability of 0 has no logarithm. */
  static final double LEAST = Double.MIN_NORMAL;

  private static final double LARGEST = 1e4;

  /** Checks the value. */
  public Temperature {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new AttriMilException("A temperature of " + value + " is not above 0");
    }
  }

  /**
   * Minimizes the negative log-likelihood of the true classes, a convex function of 1/T.
   *
   * @param validation slides the model was not trained on and will not be tested on
   * @return T; nothing where there is no best one: every slide's true class has the largest
   *     probability, so that T would be 0, or probabilities are no better than uniform ones, so
   *     that it would be infinite
   */
  public static Optional<Temperature> fit(final Predictions validation) {
    final boolean exclusive = validation.exclusive();
    double low = 1 / LARGEST;
    double high = LARGEST;
    if (slope(validation, low, exclusive) >= 0 || slope(validation, high, exclusive) <= 0) {
      return Optional.empty();
    }
    while (high / low > 1 + 1e-14) {
      final double middle = Math.sqrt(low * high);
      if (middle == low || middle == high) {
        break;
      }
      if (slope(validation, middle, exclusive) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Optional.of(new Temperature(1 / Math.sqrt(low * high)));
  }

  /** Derivative of the negative log-likelihood by b = 1/T, over all slides. */
  private static double slope(
      final Predictions validation, final double b, final boolean exclusive) {
    double sum = 0;
    for (final Predictions.Row row : validation.rows()) {
      final double[] z = logits(row.probabilities(), exclusive);
      final double[] p = probabilities(z, b, exclusive);
      for (int c = 0; c < z.length; c++) {
        sum += (p[c] - (c == row.truth() ? 1 : 0)) * z[c];
      }
    }
    return sum;
  }

  /**
   * @param predictions raw probabilities
   * @return the same slides and predicted classes with scaled probabilities
   */
  public Predictions apply(final Predictions predictions) {
    final boolean exclusive = predictions.exclusive();
    return new Predictions(
        predictions.rows().stream()
            .map(
                r ->
                    new Predictions.Row(
                        r.slideId(), r.truth(), r.predicted(), apply(r.probabilities(), exclusive)))
            .toList());
  }

  /**
   * @param p C raw probabilities of a slide
   * @param exclusive whether the model's probabilities sum to 1
   * @return C scaled probabilities
   */
  public double[] apply(final double[] p, final boolean exclusive) {
    return probabilities(logits(p, exclusive), 1 / value, exclusive);
  }

  /**
   * Averages what several networks predict for a slide: the probabilities of the mean of their
   * logits.
   *
   * @param networks C probabilities of each; at least one
   * @return C probabilities; those of a single network as they are
   */
  public static double[] mean(final List<double[]> networks) {
    final double[] first = networks.get(0);
    if (networks.size() == 1) {
      return first;
    }
    final boolean exclusive = Math.abs(Arrays.stream(first).sum() - 1) < 1e-6;
    final double[] z = new double[first.length];
    for (final double[] p : networks) {
      final double[] own = logits(p, exclusive);
      for (int c = 0; c < z.length; c++) {
        z[c] += own[c] / networks.size();
      }
    }
    return probabilities(z, 1, exclusive);
  }

  /**
   * @param p C probabilities
   * @param exclusive whether they sum to 1
   * @return C numbers whose softmax, or sigmoid each where they are not exclusive, they are
   */
  public static double[] logits(final double[] p, final boolean exclusive) {
    final double[] z = new double[p.length];
    for (int c = 0; c < z.length; c++) {
      z[c] =
          exclusive
              ? Math.log(Math.max(p[c], LEAST))
              : Math.log(Math.max(p[c], LEAST)) - Math.log(Math.max(1 - p[c], LEAST));
    }
    return z;
  }

  private static double[] probabilities(final double[] z, final double b, final boolean exclusive) {
    final double[] p = new double[z.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (final double v : z) {
      largest = Math.max(largest, v);
    }
    double sum = 0;
    for (int c = 0; c < z.length; c++) {
      p[c] = exclusive ? Math.exp((z[c] - largest) * b) : 1 / (1 + Math.exp(-z[c] * b));
      sum += p[c];
    }
    for (int c = 0; exclusive && c < z.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
