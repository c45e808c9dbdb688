package io.github.attrimil.evaluate.stage;

import io.github.attrimil.evaluate.KnownClasses;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.Threshold;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.mil.registry.BagScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What the networks of all folds predict together for one slide.
 *
 * <p>One rule: the logits are the mean of the networks' logits, which the contributions in a map of
 * all folds add up to, and p is their softmax, or their sigmoids for a kind that scores each class
 * on its own. Of a single network both are its own. Calibrated probabilities are those of the mean
 * of logits, each network's divided by its own temperature. The slide is of none of the known
 * classes where, on average over the networks, the largest bag score is below the network's
 * threshold.
 *
 * @param p C probabilities
 * @param logits C
 * @param calibrated C probabilities after temperature scaling; empty where no network has a
 *     temperature
 * @param agreement the fraction of the networks that predict the class which all of them do
 * @param bagScore the networks' mean of the largest bag score
 * @param bagThreshold the mean of their thresholds, where each has one
 * @param threshold the mean of the probabilities of class 1 from which it is predicted, where each
 *     network has one
 */
record Ensemble(
    double[] p,
    double[] logits,
    double[] calibrated,
    double agreement,
    double bagScore,
    OptionalDouble bagThreshold,
    OptionalDouble threshold) {

  /**
   * @param scores of each network
   * @param points what validation decided about each, as many
   * @return what they predict together
   */
  static Ensemble of(final List<BagScores> scores, final List<OperatingPoint> points) {
    final int n = scores.size();
    final double[] p = BagScores.meanProbabilities(scores);
    final List<double[]> scaled = new ArrayList<>();
    double bagScore = 0;
    for (int k = 0; k < n; k++) {
      final double[] own = scores.get(k).probabilities();
      scaled.add(points.get(k).temperature().map(t -> t.apply(own, exclusive(own))).orElse(own));
      bagScore += KnownClasses.largest(logits(scores.get(k))) / n;
    }
    final int best = largest(p);
    final long agree = scores.stream().filter(s -> s.predicted() == best).count();
    return new Ensemble(
        p,
        BagScores.meanLogits(scores),
        points.stream().allMatch(o -> o.temperature().isEmpty())
            ? new double[0]
            : Temperature.mean(scaled),
        (double) agree / n,
        bagScore,
        mean(points.stream().map(OperatingPoint::bagThreshold).toList()),
        mean(
            points.stream()
                .map(o -> o.threshold().map(Threshold::value))
                .map(t -> t.map(OptionalDouble::of).orElse(OptionalDouble.empty()))
                .toList()));
  }

  private static boolean exclusive(final double[] p) {
    return Math.abs(Arrays.stream(p).sum() - 1) < 1e-6;
  }

  private static double[] logits(final BagScores scores) {
    return IntStream.range(0, scores.logits().length)
        .mapToDouble(c -> scores.logits()[c])
        .toArray();
  }

  private static OptionalDouble mean(final List<OptionalDouble> values) {
    return values.stream().allMatch(OptionalDouble::isPresent)
        ? values.stream().mapToDouble(OptionalDouble::getAsDouble).average()
        : OptionalDouble.empty();
  }

  private static int largest(final double[] p) {
    int best = 0;
    for (int c = 1; c < p.length; c++) {
      best = p[c] > p[best] ? c : best;
    }
    return best;
  }

  /**
   * @return the most probable class, the first of equals
   */
  int predicted() {
    return largest(p);
  }

  /**
   * @return whether the slide is of one of the known classes; nothing where no threshold was chosen
   */
  Optional<Boolean> known() {
    return bagThreshold.isPresent()
        ? Optional.of(bagScore >= bagThreshold.getAsDouble())
        : Optional.empty();
  }
}
