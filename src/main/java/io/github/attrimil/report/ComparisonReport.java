package io.github.attrimil.report;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.Versions;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.PairedDelong;
import io.github.attrimil.evaluate.summary.ComparedKind;
import io.github.attrimil.evaluate.summary.Comparison;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.chart.IntervalChart;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import io.github.attrimil.report.page.HtmlTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A comparison of kinds of model: writes compare.csv, compare.png and compare.html into
 * results/NAME.
 */
public final class ComparisonReport {

  private static final List<String> HEADER =
      List.of(
          "Kind",
          "AUC",
          "AUC − best",
          "p (DeLong)",
          "Accuracy",
          "Patch AUC",
          "s / epoch",
          "Parameters",
          "Memory (MB)");

  private static final double LEVEL = 0.05;

  private ComparisonReport() {}

  /**
   * Writes the table, the figure and the page; those that exist are replaced.
   *
   * @param project the project
   * @param name of the comparison
   * @param comparison what came of it
   * @param facts further facts for "Provenance"
   * @param job its warnings are shown on the page
   * @return results/NAME/compare.html
   * @throws io.github.attrimil.core.AttriMilException when a file cannot be written
   */
  public static Path write(
      final Project project,
      final String name,
      final Comparison comparison,
      final Map<String, String> facts,
      final Job job) {
    final Path folder = project.results(name);
    comparison.write(folder.resolve("compare.csv"));
    PngFile.write(folder.resolve("compare.png"), ComparisonPlot.draw(name, comparison));
    final Path page = folder.resolve("compare.html");
    html(name, comparison, facts, job).write(page);
    return page;
  }

  private static HtmlReport html(
      final String name,
      final Comparison comparison,
      final Map<String, String> facts,
      final Job job) {
    final HtmlReport html =
        HtmlReport.title("Comparison of MIL models: " + name)
            .lead(headline(comparison))
            .notice("Read this first", job.record().warnings());
    html.section("Results").drawings(charts(comparison));
    html.table(
        new HtmlTable(
            "Kinds of model, the highest AUC first; 95% confidence intervals in parentheses",
            HEADER, comparison.rows().stream().map(r -> row(r)).toList()));
    final List<List<Object>> remarks =
        comparison.rows().stream()
            .map(Comparison.Row::of)
            .filter(k -> !k.remark().isEmpty())
            .map(k -> List.<Object>of(k.kind(), k.remark()))
            .toList();
    if (!remarks.isEmpty()) {
      html.table(new HtmlTable("Remarks", List.of("Kind", "Remark"), remarks));
    }
    html.section("How it was measured");
    html.paragraph(
        "All kinds learned from the same training slides, chose their epoch by the same validation"
            + " slides, and were tested on the same test slides, pooled over folds. Intervals: by"
            + " DeLong for AUC and Wilson for accuracy where every slide is of another patient,"
            + " else by bootstrap over patients. p: DeLong's paired test against the"
            + " highest AUC, for two classes, not corrected for the number of kinds; the highest"
            + " AUC was chosen on the same slides, which makes it optimistic.");
    html.paragraph(
        "Patch AUC: patches of test slides against annotations, interval by bootstrap over slides."
            + " s / epoch: seconds, mean over all folds, validation included. Memory: peak memory"
            + " of the whole program during training (Linux: VmHWM), including cached features and"
            + " Java's own memory, without GPU memory; empty if it cannot be measured.");
    final Map<String, String> sources = new LinkedHashMap<>();
    comparison
        .rows()
        .forEach(r -> sources.put(r.of().title(), ModelKinds.named(r.of().kind()).citation()));
    html.section("References").facts(sources);
    final Map<String, String> provenance = new LinkedHashMap<>(facts);
    provenance.put("project", project(name, comparison));
    provenance.put("AttriMIL for Fiji", Versions.ofThis());
    return html.section("Provenance").facts(provenance);
  }

  private static List<Drawing> charts(final Comparison comparison) {
    final List<Drawing> charts = new ArrayList<>();
    charts.add(chart("AUC", comparison, ComparedKind::auc));
    charts.add(
        chart("Accuracy", comparison, k -> k.measured().map(m -> m.summary().pooledAccuracy())));
    if (comparison.localized()) {
      charts.add(
          chart(
              "Patch AUC", comparison, k -> k.measured().flatMap(ComparedKind.Measured::patchAuc)));
    }
    return charts;
  }

  private static Drawing chart(
      final String label,
      final Comparison comparison,
      final Function<ComparedKind, Optional<Interval>> value) {
    final List<IntervalChart.Row> rows = new ArrayList<>();
    for (final Comparison.Row row : comparison.rows()) {
      final Optional<Interval> of = value.apply(row.of());
      final boolean alike = row.toBest().filter(t -> t.p() < LEVEL).isEmpty();
      rows.add(IntervalChart.Row.of(row.of().kind(), of, failed(row.of()) ? "failed" : "", alike));
    }
    return new Drawing(
        IntervalChart.draw(
            IntervalChart.share(label, rows),
            rows,
            OptionalDouble.empty(),
            label + " of each kind with 95 percent intervals; the table has the numbers."),
        label + ".",
        "Dots with 95% confidence intervals. Open: the AUC differs from the highest (DeLong, p <"
            + " 0.05).");
  }

  private static boolean failed(final ComparedKind kind) {
    return kind.measured().isEmpty();
  }

  private static String project(final String name, final Comparison comparison) {
    return "models "
        + String.join(", ", comparison.rows().stream().map(r -> r.of().model()).toList())
        + "; the report of each is results/MODEL/report.html";
  }

  private static String headline(final Comparison comparison) {
    final int kinds = comparison.rows().size();
    final long failed = comparison.rows().stream().filter(r -> r.of().measured().isEmpty()).count();
    return Digits.count(kinds, "kind")
        + " of model on the same slides, "
        + (kinds - failed)
        + " finished"
        + comparison
            .best()
            .map(
                b -> ". Highest AUC: " + b.kind() + ", " + b.auc().orElseThrow().text() + slides(b))
            .orElse("")
        + ".";
  }

  private static String slides(final ComparedKind kind) {
    final EvaluationSummary summary = kind.measured().orElseThrow().summary();
    return " over "
        + Digits.count(summary.all().slides(), "test slide")
        + " of "
        + Digits.count(summary.all().patients(), "patient")
        + (summary.fewPatients()
            ? ". Fewer than "
                + EvaluationSummary.FEW_PATIENTS
                + " test patients: the order of the kinds is uncertain"
            : "");
  }

  private static List<Object> row(final Comparison.Row row) {
    final Optional<ComparedKind.Measured> m = row.of().measured();
    final List<Object> cells = new ArrayList<>(List.of(row.of().kind()));
    cells.add(m.isEmpty() ? "failed" : text(row.of().auc()));
    cells.add(row.toBest().map(t -> signed(t.difference())).orElse(""));
    cells.add(row.toBest().map(PairedDelong::p).map(ComparisonReport::p).orElse(""));
    cells.add(text(m.map(k -> k.summary().pooledAccuracy())));
    cells.add(text(m.flatMap(ComparedKind.Measured::patchAuc)));
    cells.add(m.map(k -> number("%.2f", k.cost().secondsPerEpoch())).orElse(""));
    cells.add(m.map(k -> String.format(Locale.ROOT, "%,d", k.parameters())).orElse(""));
    cells.add(m.map(k -> number("%.0f", k.cost().peakMegabytes())).orElse(""));
    return cells;
  }

  private static String text(final Optional<Interval> interval) {
    return interval.map(Interval::text).orElse("");
  }

  private static String signed(final double difference) {
    final String text = String.format(Locale.ROOT, "%.3f", difference);
    return text.equals("-0.000") ? "0.000" : text.replace('-', '−');
  }

  private static String p(final double p) {
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  private static String number(final String format, final OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
  }
}
