package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Threshold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The three views of slides that one or several networks predicted: the networks' own
 * probabilities, those after temperature scaling, and classes by the threshold.
 *
 * <p>A slide that several networks predicted counts once: with the probabilities of the mean of
 * their logits, raw and calibrated, and class 1 where p_1 is at least the mean of their thresholds.
 */
final class Pool {

  private Pool() {}

  /**
   * @param tests predictions of each network
   * @param points what validation decided about each, as many
   * @return each slide once
   */
  static Measuring.Assessed of(final List<Predictions> tests, final List<OperatingPoint> points) {
    final Predictions pooled = Predictions.pool(tests);
    return new Measuring.Assessed(
        pooled, calibrated(pooled, tests, points), decided(pooled, tests, points));
  }

  /** A network without a temperature counts with its own probabilities. */
  private static Optional<Predictions> calibrated(
      final Predictions pooled, final List<Predictions> tests, final List<OperatingPoint> points) {
    if (points.stream().allMatch(p -> p.temperature().isEmpty())) {
      return Optional.empty();
    }
    final List<Predictions> scaled = new ArrayList<>();
    for (int k = 0; k < tests.size(); k++) {
      final Predictions test = tests.get(k);
      scaled.add(points.get(k).temperature().map(t -> t.apply(test)).orElse(test));
    }
    final List<Predictions.Row> means = Predictions.pool(scaled).rows();
    final List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < means.size(); i++) {
      final Predictions.Row raw = pooled.rows().get(i);
      rows.add(
          new Predictions.Row(
              raw.slideId(), raw.truth(), raw.predicted(), means.get(i).probabilities()));
    }
    return Optional.of(new Predictions(rows));
  }

  private static Optional<Predictions> decided(
      final Predictions pooled, final List<Predictions> tests, final List<OperatingPoint> points) {
    if (points.stream().anyMatch(p -> p.threshold().isEmpty())) {
      return Optional.empty();
    }
    final Map<String, List<Double>> thresholds = new LinkedHashMap<>();
    for (int k = 0; k < tests.size(); k++) {
      final double value = points.get(k).threshold().map(Threshold::value).orElseThrow();
      tests
          .get(k)
          .rows()
          .forEach(r -> thresholds.computeIfAbsent(r.slideId(), s -> new ArrayList<>()).add(value));
    }
    return Optional.of(
        new Predictions(
            pooled.rows().stream()
                .map(
                    r ->
                        new Predictions.Row(
                            r.slideId(),
                            r.truth(),
                            r.probabilities()[1] >= mean(thresholds.get(r.slideId())) ? 1 : 0,
                            r.probabilities()))
                .toList()));
  }

  private static double mean(final List<Double> values) {
    double sum = 0;
    for (final double value : values) {
      sum += value;
    }
    return sum / values.size();
  }
}
