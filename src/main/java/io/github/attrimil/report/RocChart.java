package io.github.attrimil.report;

import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.report.chart.Axis;
import io.github.attrimil.report.chart.Line;
import io.github.attrimil.report.chart.LineChart;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ROC curves within the page. */
final class RocChart {

  private RocChart() {}

  static Optional<Drawing> of(final EvaluationSummary summary, final List<String> classes) {
    final List<RocSeries> series = RocSeries.of(summary, classes);
    if (series.isEmpty()) {
      return Optional.empty();
    }
    final List<Line> lines = new ArrayList<>();
    for (int i = series.size() - 1; i >= 0; i--) {
      if (series.get(i).bold()) {
        lines.add(line(series.get(i)));
      }
    }
    series.stream().filter(s -> !s.bold()).forEach(s -> lines.add(line(s)));
    lines.add(new Line("", new double[] {0, 1}, new double[] {0, 1}, Line.Style.REFERENCE));
    return Optional.of(
        new Drawing(
            LineChart.square(
                Axis.share("False positive rate (1 − specificity)"),
                Axis.share("True positive rate (sensitivity)"),
                lines,
                "ROC curves. " + String.join("; ", series.stream().map(RocSeries::label).toList())),
            "ROC curve.",
            "Each point is a threshold. A good model runs near the upper left corner; the dashed"
                + " line is guessing. AUC with 95% confidence interval."));
  }

  private static Line line(final RocSeries s) {
    return new Line(
        s.label(),
        s.curve().falsePositiveRate(),
        s.curve().truePositiveRate(),
        s.bold() ? Line.Style.BOLD : Line.Style.THIN);
  }
}
