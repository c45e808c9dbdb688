package io.github.attrimil.report;

import io.github.attrimil.evaluate.summary.Assessment;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Figure;
import io.github.attrimil.evaluate.summary.Metric;
import io.github.attrimil.evaluate.summary.Subgroup;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.report.chart.IntervalChart;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Curves and tables of metrics. */
final class PerformanceSection {

  private static final List<Metric> OF_CLASS =
      List.of(
          Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.PRECISION, Metric.F1, Metric.AUC_CLASS);

  /** A chart of more rows is longer than a screen. */
  private static final int ROWS = 14;

  private final EvaluationSummary summary;
  private final List<String> classes;
  private final boolean two;

  private PerformanceSection(final Subject of) {
    this.summary = of.summary();
    this.classes = of.classes();
    this.two = classes.size() == 2;
  }

  static void add(final HtmlReport html, final Subject of) {
    html.section("Performance");
    new PerformanceSection(of).add(html);
  }

  private void add(final HtmlReport html) {
    final CurveCharts charts = new CurveCharts(summary, classes);
    final List<Drawing> drawings = new ArrayList<>(charts.main());
    if (summary.folds().size() > 1) {
      drawings.add(folds());
    }
    html.drawings(drawings);
    confusion(html, "Slides by true and predicted class", summary.all().confusion());
    summary
        .all()
        .confusionAtThreshold()
        .ifPresent(
            c -> confusion(html, "The same at the threshold chosen on validation slides", c));
    if (!two) {
      ofClasses(html);
      html.fold(
          "Decision curves of each class",
          h ->
              h.drawings(
                  java.util.stream.IntStream.range(0, classes.size())
                      .mapToObj(charts::decision)
                      .flatMap(Optional::stream)
                      .toList()));
    }
    subgroups(html);
    FoldTables.results(html, summary);
    html.fold("All metrics, with their definitions", this::metrics);
    html.fold("Thresholds and temperatures", h -> FoldTables.points(h, summary));
  }

  /** AUC of each fold and of all. */
  private Drawing folds() {
    final List<IntervalChart.Row> rows = new ArrayList<>();
    for (int k = 0; k < Math.min(summary.folds().size(), ROWS); k++) {
      final Assessment fold = summary.perFold().get(k);
      rows.add(
          row(
              "Fold " + summary.folds().get(k).number(),
              fold.slides(),
              fold.figure(Metric.AUC),
              false));
    }
    rows.add(row("All folds", summary.all().slides(), summary.all().figure(Metric.AUC), true));
    return chart("AUC of each fold.", rows);
  }

  private static IntervalChart.Row row(
      final String name, final long slides, final Optional<Figure> figure, final boolean filled) {
    return IntervalChart.Row.of(
        name + ", " + Digits.count(slides, "slide"),
        figure.flatMap(Figure::interval),
        figure.map(Figure::text).orElse("undefined"),
        filled);
  }

  private static Drawing chart(final String title, final List<IntervalChart.Row> rows) {
    return new Drawing(
        IntervalChart.draw(
            IntervalChart.share("AUC", rows),
            rows,
            OptionalDouble.of(0.5),
            title + " A table below has the numbers."),
        title,
        "Dots with 95% confidence intervals. Wide intervals: few slides.");
  }

  private void confusion(final HtmlReport html, final String caption, final Confusion confusion) {
    final List<String> header = new ArrayList<>(List.of("True class"));
    classes.forEach(c -> header.add("Predicted " + c));
    header.add("All");
    final List<List<Object>> rows = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      final List<Object> cells = new ArrayList<>(List.of(classes.get(c)));
      for (int d = 0; d < classes.size(); d++) {
        cells.add(confusion.counts()[c][d]);
      }
      cells.add(confusion.actual(c));
      rows.add(cells);
    }
    html.table(new HtmlTable(caption, header, rows));
  }

  private void ofClasses(final HtmlReport html) {
    final List<String> header = new ArrayList<>(List.of("Class"));
    OF_CLASS.forEach(m -> header.add(m.title()));
    final List<List<Object>> rows = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      final int of = c;
      final List<Object> cells = new ArrayList<>(List.of(classes.get(c)));
      OF_CLASS.forEach(m -> cells.add(text(summary.all().figure(m, of))));
      rows.add(cells);
    }
    html.table(
        new HtmlTable("Each class against the others (95% confidence intervals)", header, rows));
  }

  private void subgroups(final HtmlReport html) {
    if (summary.subgroups().isEmpty()) {
      return;
    }
    html.heading("Subgroups");
    html.paragraph(
        "The same model on parts of the slides, by columns of slides.csv. Differences between small"
            + " groups are often chance: compare the intervals.");
    final List<List<Object>> rows = new ArrayList<>();
    final List<IntervalChart.Row> chart = new ArrayList<>();
    for (final Subgroup group : summary.subgroups()) {
      final String name = group.column() + ": " + group.value();
      rows.add(
          List.of(
              name,
              group.slides(),
              group.patients(),
              text(group.figure(Metric.AUC)),
              text(group.figure(Metric.ACC))));
      if (group.figure(Metric.AUC).flatMap(Figure::interval).isPresent()) {
        chart.add(row(name, group.slides(), group.figure(Metric.AUC), false));
      }
    }
    if (!chart.isEmpty() && chart.size() <= ROWS) {
      html.drawings(chart("AUC of subgroups.", chart));
    }
    html.table(
        new HtmlTable(
            "Subgroups (95% confidence intervals)",
            List.of("Subgroup", "Slides", "Patients", "AUC", "Accuracy"), rows));
  }

  private void metrics(final HtmlReport html) {
    final List<List<Object>> rows = new ArrayList<>();
    for (final Figure f : summary.all().figures()) {
      rows.add(
          List.of(
              f.metric().title() + (f.c() == Figure.NO_CLASS ? "" : ", " + classes.get(f.c())),
              f.text(),
              f.method().words(),
              f.metric().meaning()));
    }
    html.table(
        new HtmlTable(
            "Metrics of all slides, each once; also in metrics.csv",
            List.of("Metric", "Value (95% CI)", "Interval by", "Definition"),
            rows));
  }

  private static String text(final Optional<Figure> figure) {
    return figure.filter(f -> f.value().isPresent()).map(Figure::text).orElse("");
  }
}
