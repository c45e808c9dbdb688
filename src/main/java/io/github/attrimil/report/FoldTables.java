package io.github.attrimil.report;

import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.Threshold;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Figure;
import io.github.attrimil.evaluate.summary.Metric;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report's tables with a row for each fold. */
final class FoldTables {

  private static final List<Metric> SHOWN =
      List.of(Metric.AUC, Metric.ACC, Metric.BALANCED_ACC, Metric.F1_MACRO, Metric.KAPPA);

  private FoldTables() {}

  /** The metrics of each fold, and their means. */
  static void results(final HtmlReport html, final EvaluationSummary summary) {
    final List<String> header = new ArrayList<>(List.of(""));
    SHOWN.forEach(m -> header.add(m.title()));
    header.add("Validation AUC");
    final List<List<Object>> rows = new ArrayList<>();
    for (int k = 0; k < summary.folds().size(); k++) {
      final EvaluationSummary.Fold fold = summary.folds().get(k);
      final List<Object> cells = new ArrayList<>(List.of("Fold\u00a0" + fold.number()));
      for (final Metric metric : SHOWN) {
        cells.add(
            summary
                .perFold()
                .get(k)
                .figure(metric)
                .filter(f -> f.value().isPresent())
                .map(Figure::text)
                .orElse(""));
      }
      cells.add(Digits.of(fold.validation().map(Metrics::auc).orElse(OptionalDouble.empty())));
      rows.add(cells);
    }
    if (summary.folds().size() > 1) {
      final List<Object> means = new ArrayList<>(List.of("Mean\u00a0±\u00a0sd"));
      for (final Metric metric : SHOWN) {
        means.add(mean(summary, summary.tested().prefix() + metric.column()));
      }
      means.add(mean(summary, "val_auc"));
      rows.add(means);
    }
    html.table(
        new HtmlTable("Each network on its own slides (95% confidence intervals)", header, rows));
  }

  private static String mean(final EvaluationSummary summary, final String column) {
    final String sd = Digits.of(summary.sd(column));
    return Digits.of(summary.mean(column)) + (sd.isEmpty() ? "" : " ± " + sd);
  }

  /** What validation slides decided. */
  static void points(final HtmlReport html, final EvaluationSummary summary) {
    html.paragraph(
        "A slide is assigned to the last class if the probability of this class reaches"
            + " the threshold, the one with the largest sensitivity + specificity on"
            + " validation slides. The temperature calibrates probabilities; a temperature"
            + " above 1 means that the model was overconfident. Both were chosen on the"
            + " slides listed here and not changed afterwards.");
    final List<List<Object>> rows = new ArrayList<>();
    for (final OperatingPoint p : summary.points()) {
      rows.add(
          List.of(
              "Fold\u00a0" + p.fold(),
              number(p.threshold().map(Threshold::value)),
              number(p.threshold().map(Threshold::sensitivity)),
              number(p.threshold().map(Threshold::specificity)),
              number(p.temperature().map(Temperature::value)),
              p.slides(),
              p.patients(),
              p.where()));
    }
    html.table(
        new HtmlTable(
            "Thresholds and temperatures, and the slides they were chosen on",
            List.of(
                "",
                "Threshold",
                "Sensitivity there",
                "Specificity there",
                "Temperature",
                "Slides",
                "Patients",
                "Chosen on"),
            rows));
  }

  private static String number(final Optional<Double> value) {
    return value.map(Digits::of).orElse("");
  }
}
