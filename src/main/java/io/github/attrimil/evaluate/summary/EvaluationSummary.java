package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.Threshold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that is known of an evaluated model of K folds: every metric with its interval, curves,
 * thresholds and where they were chosen, subgroups, warnings. Means and standard deviations are
 * over the folds where a metric is defined. As a file it is the official tester's summary, {@code
 * folds,test_auc,test_acc}, with further columns, and tables of the rest; {@link SummaryTables}
 * names them.
 *
 * @param name the name of the results: their folder is results/NAME; empty where they have none
 * @param tested what kind of slides it was measured on
 * @param folds the folds, at least one
 * @param perFold what was measured on each fold's slides with its network, one a fold
 * @param all what was measured on all slides, each once; see {@link Predictions#pool}
 * @param points what validation decided about each fold's network, one a fold
 * @param subgroups parts of all slides by columns of slides.csv
 * @param warnings what a reader should know, each one line
 */
public record EvaluationSummary(
    String name,
    Tested tested,
    List<Fold> folds,
    List<Assessment> perFold,
    Assessment all,
    List<OperatingPoint> points,
    List<Subgroup> subgroups,
    List<String> warnings) {

  /** Fewer test patients than this are few: any headline must mention it. */
  public static final int FEW_PATIENTS = 30;

  /**
   * One fold.
   *
   * @param number K, as in {@code fold_K.csv}
   * @param test its model's predictions of its test slides
   * @param validation those of its validation slides, if there are any
   */
  public record Fold(int number, Predictions test, Optional<Predictions> validation) {}

  /** Mean and standard deviation of one metric over folds. */
  record Spread(int count, OptionalDouble mean, OptionalDouble sd) {}

  /** Keeps copies. */
  public EvaluationSummary {
    folds = List.copyOf(folds);
    perFold = List.copyOf(perFold);
    points = List.copyOf(points);
    subgroups = List.copyOf(subgroups);
    warnings = List.copyOf(warnings);
  }

  /**
   * @param folds K folds of one cohort, at least one
   * @param seed of bootstraps
   * @return their metrics on test slides, each of another patient, with thresholds of their
   *     validation slides
   * @throws AttriMilException when there is no fold, or classes differ
   */
  public static EvaluationSummary of(final List<Fold> folds, final long seed) {
    final Patients patients = Patients.unknown();
    final List<OperatingPoint> points =
        folds.stream()
            .map(
                f ->
                    f.validation()
                        .map(
                            v ->
                                OperatingPoint.choose(
                                    f.number(), v, OptionalDouble.empty(), patients))
                        .orElse(OperatingPoint.none(f.number())))
            .toList();
    return of(folds, new Setup("", Tested.test(), patients, points, Map.of(), List.of(), seed));
  }

  /**
   * @param folds K folds of one cohort, at least one
   * @param setup what they are of; a point a fold
   * @return their metrics
   * @throws AttriMilException when there is no fold, or classes differ
   */
  public static EvaluationSummary of(final List<Fold> folds, final Setup setup) {
    final List<Predictions> tests = folds.stream().map(Fold::test).toList();
    final Measuring.Assessed pooled = Pool.of(tests, setup.points());
    final List<Assessment> perFold = new ArrayList<>();
    for (int k = 0; k < folds.size(); k++) {
      perFold.add(
          assess(
              "fold " + folds.get(k).number(),
              Pool.of(List.of(tests.get(k)), List.of(setup.points().get(k))),
              setup,
              false));
    }
    return new EvaluationSummary(
        setup.name(),
        setup.tested(),
        folds,
        perFold,
        assess("pooled", pooled, setup, true),
        setup.points(),
        Subgroups.of(pooled, setup),
        setup.warnings());
  }

  private static Assessment assess(
      final String scope, final Measuring.Assessed of, final Setup setup, final boolean banded) {
    return new Assessment(
        scope,
        of.predictions(),
        of.calibrated(),
        of.decided(),
        setup.patients().count(of.predictions()),
        new Measuring(of, setup.patients(), setup.seed()).figures(),
        Curves.of(of, setup.patients(), setup.seed(), banded));
  }

  /**
   * @return all slides, each once
   */
  public Predictions pooled() {
    return all.predictions();
  }

  /**
   * @return the AUC of all slides, if it is defined
   */
  public Optional<Interval> pooledAuc() {
    return all.figure(Metric.AUC).flatMap(Figure::interval);
  }

  /**
   * @return the accuracy on all slides
   */
  public Interval pooledAccuracy() {
    return all.figure(Metric.ACC).flatMap(Figure::interval).orElseThrow();
  }

  /**
   * @return whether so few patients were tested that any headline must mention it
   */
  public boolean fewPatients() {
    return all.patients() < FEW_PATIENTS;
  }

  /**
   * The rows of summary.csv, without the fold's number.
   *
   * @return one for each fold: numbers by column name, in the file's order; undefined ones are
   *     empty
   */
  public List<Map<String, OptionalDouble>> rows() {
    final List<Map<String, OptionalDouble>> rows = new ArrayList<>();
    for (int k = 0; k < folds.size(); k++) {
      rows.add(row(k));
    }
    return rows;
  }

  private Map<String, OptionalDouble> row(final int k) {
    final String prefix = tested.prefix();
    final Assessment fold = perFold.get(k);
    final Optional<Predictions> validation = folds.get(k).validation();
    final Map<String, OptionalDouble> m = new LinkedHashMap<>();
    m.put(prefix + "auc", fold.figure("auc").value());
    m.put(prefix + "acc", fold.figure("acc").value());
    bounds(prefix + "auc", fold, m);
    for (final Figure figure : fold.figures()) {
      m.putIfAbsent(prefix + figure.name(), figure.value());
    }
    m.put(prefix + SummaryTables.SLIDES, OptionalDouble.of(fold.slides()));
    m.put(prefix + SummaryTables.PATIENTS, OptionalDouble.of(fold.patients()));
    m.put("val_auc", validation.map(Metrics::auc).orElse(OptionalDouble.empty()));
    m.put("val_acc", optional(validation.map(v -> v.confusion().accuracy())));
    m.put("temperature", optional(points.get(k).temperature().map(Temperature::value)));
    if (fold.predictions().classes() == 2) {
      m.put("threshold_youden", optional(points.get(k).threshold().map(Threshold::value)));
    }
    m.put(SummaryTables.POOLED + "auc", all.figure("auc").value());
    bounds(SummaryTables.POOLED + "auc", all, m);
    m.put(SummaryTables.POOLED + "acc", all.figure("acc").value());
    m.put(SummaryTables.POOLED + SummaryTables.SLIDES, OptionalDouble.of(all.slides()));
    m.put(SummaryTables.POOLED + SummaryTables.PATIENTS, OptionalDouble.of(all.patients()));
    return m;
  }

  private static void bounds(
      final String name, final Assessment of, final Map<String, OptionalDouble> row) {
    final Optional<Interval> auc = of.figure("auc").interval();
    row.put(name + "_low", optional(auc.map(Interval::low)));
    row.put(name + "_high", optional(auc.map(Interval::high)));
  }

  /**
   * @return the names of the columns of summary.csv, without the first
   */
  public List<String> columns() {
    final List<String> columns = new ArrayList<>();
    // A fold without a temperature or threshold lacks columns that others have.
    for (final Map<String, OptionalDouble> row : rows()) {
      row.keySet().stream().filter(c -> !columns.contains(c)).forEach(columns::add);
    }
    return columns;
  }

  /**
   * @param column a metric's name in summary.csv
   * @return its mean over the folds that have it, if any does
   */
  public OptionalDouble mean(final String column) {
    return spread(column).mean();
  }

  /**
   * @param column a metric's name in summary.csv
   * @return its sample standard deviation over the folds that have it, if two do
   */
  public OptionalDouble sd(final String column) {
    return spread(column).sd();
  }

  Spread spread(final String column) {
    if (!columns().contains(column)) {
      throw new AttriMilException(
          "There is no metric '" + column + "'; there are " + String.join(", ", columns()));
    }
    final double[] x =
        rows().stream()
            .map(r -> r.getOrDefault(column, OptionalDouble.empty()))
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    final OptionalDouble mean = Arrays.stream(x).average();
    if (x.length < 2) {
      return new Spread(x.length, mean, OptionalDouble.empty());
    }
    final double m = mean.getAsDouble();
    final double squares = Arrays.stream(x).map(v -> (v - m) * (v - m)).sum();
    return new Spread(x.length, mean, OptionalDouble.of(Math.sqrt(squares / (x.length - 1))));
  }

  /**
   * Writes all tables.
   *
   * @param folder results/NAME
   * @throws AttriMilException when something cannot be written
   */
  public void write(final Path folder) {
    new SummaryTables(this).write(folder);
  }

  private static OptionalDouble optional(final Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
