package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Threshold;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.metrics.Confusion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The metrics of K folds. Each fold's are computed on its own test slides; means and standard
 * deviations are over the folds where a metric is defined. As a file it is the official tester's
 * summary, {@code folds,test_auc,test_acc}, with further columns.
 *
 * @param folds the folds, at least one
 * @param rows one for each fold: metrics by column name, in the file's order; undefined ones are
 *     empty
 * @param pooled all test slides, each once; see {@link Predictions#pool}
 * @param pooledAuc the AUC of these, or nothing when all are of one class
 * @param pooledAccuracy the accuracy of these
 */
public record EvaluationSummary(
    List<Fold> folds,
    List<Map<String, OptionalDouble>> rows,
    Predictions pooled,
    Optional<Interval> pooledAuc,
    Interval pooledAccuracy) {

  /**
   * One fold.
   *
   * @param number K, as in {@code fold_K.csv}
   * @param test its model's predictions of its test slides
   * @param validation those of its validation slides; with two classes these give the threshold for
   *     the columns that end in _youden
   */
  public record Fold(int number, Predictions test, Optional<Predictions> validation) {}

  /** Mean and standard deviation of one metric over folds. */
  private record Spread(int count, OptionalDouble mean, OptionalDouble sd) {}

  /**
   * @param folds K folds of one cohort, at least one
   * @param seed of the bootstrap that intervals of more than two classes need
   * @return their metrics
   * @throws AttriMilException when there is no fold, or classes differ
   */
  public static EvaluationSummary of(final List<Fold> folds, final long seed) {
    final Predictions pooled = Predictions.pool(folds.stream().map(Fold::test).toList());
    final Confusion confusion = pooled.confusion();
    return new EvaluationSummary(
        List.copyOf(folds),
        folds.stream().map(f -> metrics(f, seed)).toList(),
        pooled,
        Intervals.auc(pooled, seed),
        Intervals.wilson(confusion.correct(), confusion.total()));
  }

  private static Map<String, OptionalDouble> metrics(final Fold fold, final long seed) {
    final Predictions test = fold.test();
    final Confusion confusion = test.confusion();
    final Optional<Interval> auc = Intervals.auc(test, seed);
    final Map<String, OptionalDouble> m = new LinkedHashMap<>();
    m.put("test_auc", Metrics.auc(test));
    m.put("test_acc", OptionalDouble.of(confusion.accuracy()));
    m.put("test_auc_low", optional(auc.map(Interval::low)));
    m.put("test_auc_high", optional(auc.map(Interval::high)));
    m.put("test_auc_macro", Metrics.macroAuc(test));
    m.put("test_balanced_acc", OptionalDouble.of(confusion.balancedAccuracy()));
    m.put("test_f1_macro", OptionalDouble.of(confusion.f1Macro()));
    m.put("test_kappa", confusion.kappa());
    for (int c = 0; c < test.classes(); c++) {
      m.put("test_sensitivity_" + c, confusion.sensitivity(c));
    }
    m.put("test_slides", OptionalDouble.of(test.rows().size()));
    m.put("val_auc", flat(fold.validation().map(Metrics::auc)));
    m.put("val_acc", optional(fold.validation().map(v -> v.confusion().accuracy())));
    if (test.classes() == 2) {
      final Optional<Threshold> threshold = fold.validation().flatMap(Threshold::youden);
      final Optional<Confusion> moved = threshold.map(t -> t.apply(test).confusion());
      m.put("threshold_youden", optional(threshold.map(Threshold::value)));
      m.put("test_sensitivity_youden", flat(moved.map(c -> c.sensitivity(1))));
      m.put("test_specificity_youden", flat(moved.map(c -> c.specificity(1))));
    }
    return m;
  }

  /**
   * @return the names of the metrics, in the file's order
   */
  public List<String> columns() {
    return List.copyOf(rows.get(0).keySet());
  }

  /**
   * @param column a metric's name
   * @return its mean over the folds that have it, if any does
   */
  public OptionalDouble mean(final String column) {
    return spread(column).mean();
  }

  /**
   * @param column a metric's name
   * @return its sample standard deviation over the folds that have it, if two do
   */
  public OptionalDouble sd(final String column) {
    return spread(column).sd();
  }

  private Spread spread(final String column) {
    if (!rows.get(0).containsKey(column)) {
      throw new AttriMilException(
          "There is no metric '" + column + "'; there are " + String.join(", ", columns()));
    }
    final double[] x =
        rows.stream().map(r -> r.get(column)).flatMapToDouble(OptionalDouble::stream).toArray();
    final OptionalDouble mean = Arrays.stream(x).average();
    if (x.length < 2) {
      return new Spread(x.length, mean, OptionalDouble.empty());
    }
    final double m = mean.getAsDouble();
    final double squares = Arrays.stream(x).map(v -> (v - m) * (v - m)).sum();
    return new Spread(x.length, mean, OptionalDouble.of(Math.sqrt(squares / (x.length - 1))));
  }

  /**
   * Writes fold_K.csv of every fold, summary.csv, and summary_mean.csv with means and standard
   * deviations. The latter are kept apart because scripts that read the official summary average
   * over its rows. Undefined metrics are empty cells.
   *
   * @param folder results/NAME
   * @throws AttriMilException when something cannot be written
   */
  public void write(final Path folder) {
    final List<String> columns = new ArrayList<>(columns());
    columns.add(0, "folds");
    final CsvTable table = CsvTable.of(columns);
    for (int i = 0; i < rows.size(); i++) {
      folds.get(i).test().write(folder.resolve("fold_" + folds.get(i).number() + ".csv"));
      final List<Object> cells = new ArrayList<>(List.of(folds.get(i).number()));
      rows.get(i).values().forEach(v -> cells.add(cell(v)));
      table.add(cells.toArray());
    }
    table.write(folder.resolve("summary.csv"));
    final CsvTable means = CsvTable.of("metric", "folds", "mean", "sd");
    for (final String column : columns()) {
      final Spread s = spread(column);
      means.add(column, s.count(), cell(s.mean()), cell(s.sd()));
    }
    means.write(folder.resolve("summary_mean.csv"));
  }

  static Object cell(final OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : "";
  }

  private static OptionalDouble optional(final Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble flat(final Optional<OptionalDouble> value) {
    return value.orElse(OptionalDouble.empty());
  }
}
