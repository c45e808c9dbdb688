package io.github.attrimil.report;

import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.report.chart.IntervalChart;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Curves and tables of metrics on test slides. */
final class PerformanceSection {

  private PerformanceSection() {}

  static void add(final HtmlReport html, final Subject of) {
    html.section("Performance on test slides");
    final List<Drawing> drawings = new ArrayList<>();
    RocChart.of(of.summary(), of.classes()).ifPresent(drawings::add);
    if (of.summary().folds().size() > 1) {
      drawings.add(folds(of));
    }
    html.drawings(drawings);
    confusion(html, of);
    FoldTables.results(html, of.summary());
  }

  /** AUC of each fold and of all. */
  private static Drawing folds(final Subject of) {
    final List<IntervalChart.Row> rows = new ArrayList<>();
    for (int i = 0; i < of.summary().folds().size(); i++) {
      final Map<String, OptionalDouble> r = of.summary().rows().get(i);
      final String name =
          "Fold "
              + of.summary().folds().get(i).number()
              + ", "
              + Digits.count(of.summary().folds().get(i).test().rows().size(), "slide");
      rows.add(
          IntervalChart.Row.of(name, FoldTables.auc(of.summary().tested(), r), "undefined", false));
    }
    rows.add(IntervalChart.Row.of("All folds", of.summary().pooledAuc(), "undefined", true));
    return new Drawing(
        IntervalChart.draw(
            IntervalChart.share("AUC", rows),
            rows,
            OptionalDouble.of(0.5),
            "AUC of each fold and of all folds with 95 percent intervals; the table has the"
                + " numbers."),
        "AUC of each fold.",
        "Dots with 95% confidence intervals. Wide intervals: few slides.");
  }

  private static void confusion(final HtmlReport html, final Subject of) {
    final Confusion confusion = of.pooled().confusion();
    final List<String> header = new ArrayList<>(List.of("True class"));
    of.classes().forEach(c -> header.add("Predicted " + c));
    header.add("Found (95% CI)");
    final List<List<Object>> rows = new ArrayList<>();
    for (int c = 0; c < of.classes().size(); c++) {
      final List<Object> cells = new ArrayList<>(List.of(of.classes().get(c)));
      for (int d = 0; d < of.classes().size(); d++) {
        cells.add(confusion.counts()[c][d]);
      }
      cells.add(
          confusion.actual(c) == 0
              ? ""
              : Intervals.wilson(confusion.counts()[c][c], confusion.actual(c)).text());
      rows.add(cells);
    }
    html.table(new HtmlTable("Test slides by true and predicted class", header, rows));
  }
}
