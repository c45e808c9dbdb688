package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.Threshold;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An evaluation as tables in results/NAME: fold_K.csv, the official table of each fold's slides;
 * summary.csv, a row a fold; summary_mean.csv, means over folds, kept apart because scripts that
 * read the official summary average over its rows; metrics.csv, every metric with its interval;
 * curves.csv; confusion.csv; operating_points.csv; subgroups.csv. Undefined numbers are empty
 * cells.
 */
final class SummaryTables {

  static final String SLIDES = "slides";
  static final String PATIENTS = "patients";
  static final String POOLED = "pooled_";

  /** What a name of results begins with where it is of slides that were held out. */
  private final EvaluationSummary of;

  SummaryTables(final EvaluationSummary of) {
    this.of = of;
  }

  void write(final Path folder) {
    for (final EvaluationSummary.Fold fold : of.folds()) {
      fold.test().write(folder.resolve(of.tested().file() + fold.number() + ".csv"));
    }
    summary().write(folder.resolve("summary.csv"));
    means().write(folder.resolve("summary_mean.csv"));
    metrics().write(folder.resolve("metrics.csv"));
    curves().write(folder.resolve("curves.csv"));
    confusion().write(folder.resolve("confusion.csv"));
    points(of.points()).write(folder.resolve("operating_points.csv"));
    if (!of.subgroups().isEmpty()) {
      subgroups().write(folder.resolve("subgroups.csv"));
    }
  }

  private CsvTable summary() {
    final List<String> columns = of.columns();
    final CsvTable table =
        CsvTable.of(Stream.concat(Stream.of("folds"), columns.stream()).toList());
    final List<Map<String, OptionalDouble>> rows = of.rows();
    for (int k = 0; k < rows.size(); k++) {
      final List<Object> cells = new ArrayList<>(List.of(of.folds().get(k).number()));
      for (final String column : columns) {
        final OptionalDouble value = rows.get(k).getOrDefault(column, OptionalDouble.empty());
        cells.add(
            isCount(column) && value.isPresent()
                ? (Object) (long) value.getAsDouble()
                : cell(value));
      }
      table.add(cells.toArray());
    }
    return table;
  }

  private static boolean isCount(final String column) {
    return column.endsWith("_" + SLIDES) || column.endsWith("_" + PATIENTS);
  }

  /** Metrics of folds: no bounds, counts, parameters, or what is of all folds together. */
  private boolean hasMean(final String column) {
    final String prefix = of.tested().prefix();
    return (column.startsWith(prefix) || column.startsWith("val_"))
        && !isCount(column)
        && !column.equals(prefix + "auc_low")
        && !column.equals(prefix + "auc_high");
  }

  private CsvTable means() {
    final CsvTable means = CsvTable.of("metric", "folds", "mean", "sd");
    for (final String column : of.columns()) {
      if (hasMean(column)) {
        final EvaluationSummary.Spread s = of.spread(column);
        means.add(column, s.count(), cell(s.mean()), cell(s.sd()));
      }
    }
    return means;
  }

  private List<Assessment> assessments() {
    return Stream.concat(Stream.of(of.all()), of.perFold().stream()).toList();
  }

  private CsvTable metrics() {
    final CsvTable table =
        CsvTable.of(
            "slides_of",
            "scope",
            "metric",
            "estimate",
            "low",
            "high",
            "interval",
            SLIDES,
            PATIENTS);
    for (final Assessment scope : assessments()) {
      for (final Figure f : scope.figures()) {
        table.add(
            Stream.of(
                    Stream.<Object>of(of.tested().kind().name().toLowerCase(java.util.Locale.ROOT)),
                    Stream.<Object>of(scope.scope()),
                    figure(f),
                    Stream.<Object>of(scope.slides(), scope.patients()))
                .flatMap(Function.identity())
                .toArray());
      }
    }
    return table;
  }

  /** Name, estimate, bounds, method. */
  private static Stream<Object> figure(final Figure f) {
    return Stream.of(
        f.name(),
        cell(f.value()),
        cell(f.interval().map(Interval::low)),
        cell(f.interval().map(Interval::high)),
        f.method().words());
  }

  private CsvTable curves() {
    final CsvTable table =
        CsvTable.of("scope", "curve", "class", "x", "y", "low", "high", "threshold", SLIDES);
    for (final Assessment scope : assessments()) {
      for (final Curve c : scope.curves()) {
        for (int i = 0; i < c.x().length; i++) {
          table.add(
              scope.scope(),
              c.kind().column(),
              c.c() == Figure.NO_CLASS ? "" : c.c(),
              c.x()[i],
              c.y()[i],
              c.banded() ? cell(OptionalDouble.of(c.low()[i])) : "",
              c.banded() ? cell(OptionalDouble.of(c.high()[i])) : "",
              c.threshold().length > 0 ? c.threshold()[i] : "",
              c.slides().length > 0 ? c.slides()[i] : "");
        }
      }
    }
    return table;
  }

  private CsvTable confusion() {
    final CsvTable table = CsvTable.of("scope", "decided_by", "Y", "Y_hat", SLIDES);
    for (final Assessment scope : assessments()) {
      add(table, scope.scope(), "largest p", scope.predictions());
      scope.decided().ifPresent(d -> add(table, scope.scope(), "threshold", d));
    }
    return table;
  }

  private static void add(
      final CsvTable table, final String scope, final String by, final Predictions slides) {
    final long[][] counts = slides.confusion().counts();
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        table.add(scope, by, i, j, counts[i][j]);
      }
    }
  }

  /** One row a fold. */
  static CsvTable points(final List<OperatingPoint> points) {
    final CsvTable table =
        CsvTable.of(
            "fold",
            "temperature",
            "threshold_youden",
            "val_sensitivity",
            "val_specificity",
            "bag_threshold",
            "val_slides",
            "val_patients",
            "chosen_on");
    for (final OperatingPoint p : points) {
      table.add(
          p.fold(),
          cell(p.temperature().map(Temperature::value)),
          cell(p.threshold().map(Threshold::value)),
          cell(p.threshold().map(Threshold::sensitivity)),
          cell(p.threshold().map(Threshold::specificity)),
          cell(p.bagThreshold()),
          p.slides(),
          p.patients(),
          p.where());
    }
    return table;
  }

  private CsvTable subgroups() {
    final int classes = of.pooled().classes();
    final List<String> columns = new ArrayList<>(List.of("column", "value", SLIDES, PATIENTS));
    for (int c = 0; c < classes; c++) {
      columns.add("slides_" + c);
    }
    columns.addAll(List.of("metric", "estimate", "low", "high", "interval"));
    final CsvTable table = CsvTable.of(columns);
    for (final Subgroup group : of.subgroups()) {
      for (final Figure f : group.figures()) {
        table.add(
            Stream.of(
                    Stream.<Object>of(
                        group.column(), group.value(), group.slides(), group.patients()),
                    group.classes().stream(),
                    figure(f))
                .flatMap(Function.identity())
                .toArray());
      }
    }
    return table;
  }

  static Object cell(final OptionalDouble value) {
    return value.isPresent() && !Double.isNaN(value.getAsDouble()) ? value.getAsDouble() : "";
  }

  private static Object cell(final Optional<Double> value) {
    return value.<Object>map(v -> v).orElse("");
  }
}
