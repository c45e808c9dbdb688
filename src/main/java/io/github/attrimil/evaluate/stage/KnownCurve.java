package io.github.attrimil.evaluate.stage;

import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How many slides would be of none of the known classes if all thresholds were moved.
 *
 * @param validation by how much the largest bag score of each validation slide exceeds its
 *     network's threshold, sorted
 * @param predicted the same of each predicted slide, on average over the networks, sorted
 */
record KnownCurve(double[] validation, double[] predicted) {

  /**
   * @param folds the networks
   * @param validation what they make of validation slides
   * @param slides predicted slides
   * @return the curve, where each network has a threshold
   */
  static Optional<KnownCurve> of(
      final List<Integer> folds, final Validation validation, final Collection<Ensemble> slides) {
    final DoubleStream.Builder known = DoubleStream.builder();
    for (final int fold : folds) {
      final OptionalDouble threshold = point(validation, fold);
      if (threshold.isEmpty()) {
        return Optional.empty();
      }
      for (final double score : validation.largestScores(fold)) {
        known.add(score - threshold.getAsDouble());
      }
    }
    return Optional.of(
        new KnownCurve(
            known.build().sorted().toArray(),
            slides.stream()
                .mapToDouble(s -> s.bagScore() - s.bagThreshold().orElseThrow())
                .sorted()
                .toArray()));
  }

  private static OptionalDouble point(final Validation validation, final int fold) {
    final OperatingPoint point = validation.point(fold);
    return point.bagThreshold();
  }

  /**
   * @param csv the file: at each margin where a share changes, the shares of slides below
   */
  void write(final Path csv) {
    final CsvTable table = CsvTable.of("margin", "validation_below", "predicted_below");
    DoubleStream.concat(
            DoubleStream.of(0),
            DoubleStream.concat(Arrays.stream(validation), Arrays.stream(predicted)))
        .sorted()
        .distinct()
        .forEach(m -> table.add(m, below(validation, m), below(predicted, m)));
    table.write(csv);
  }

  private static double below(final double[] margins, final double m) {
    return (double) Arrays.stream(margins).filter(v -> v < m).count() / margins.length;
  }
}
