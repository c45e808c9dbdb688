package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.metrics.Confusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The report's tables with a row for each fold. */
final class FoldTables {

  private FoldTables() {}

  /** How many slides of each class the test sets have. */
  static void cohort(
      final HtmlReport html, final EvaluationSummary summary, final List<String> classNames) {
    final List<String> header = new ArrayList<>(List.of("Test slides"));
    header.addAll(classNames);
    header.add("All");
    final List<List<Object>> rows = new ArrayList<>();
    for (final EvaluationSummary.Fold fold : summary.folds()) {
      rows.add(counts("Fold\u00a0" + fold.number(), fold.test()));
    }
    rows.add(counts("Distinct slides", summary.pooled()));
    html.table(header, rows);
  }

  private static List<Object> counts(final String name, final Predictions predictions) {
    final Confusion confusion = predictions.confusion();
    final List<Object> cells = new ArrayList<>(List.of(name));
    for (int c = 0; c < predictions.classes(); c++) {
      cells.add(confusion.actual(c));
    }
    cells.add(confusion.total());
    return cells;
  }

  /** The metrics of each fold, and their means. */
  static void results(final HtmlReport html, final EvaluationSummary summary) {
    final List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < summary.folds().size(); i++) {
      final Map<String, OptionalDouble> r = summary.rows().get(i);
      final String auc =
          r.get("test_auc").isEmpty()
              ? ""
              : new Interval(
                      r.get("test_auc").getAsDouble(),
                      r.get("test_auc_low").getAsDouble(),
                      r.get("test_auc_high").getAsDouble())
                  .text();
      final Confusion confusion = summary.folds().get(i).test().confusion();
      rows.add(
          List.of(
              "Fold\u00a0" + summary.folds().get(i).number(),
              auc,
              Intervals.wilson(confusion.correct(), confusion.total()).text(),
              Digits.of(r.get("test_balanced_acc")),
              Digits.of(r.get("test_f1_macro")),
              Digits.of(r.get("test_kappa")),
              Digits.of(r.get("val_auc"))));
    }
    final List<Object> means = new ArrayList<>(List.of("Mean\u00a0±\u00a0sd"));
    for (final String column :
        List.of(
            "test_auc",
            "test_acc",
            "test_balanced_acc",
            "test_f1_macro",
            "test_kappa",
            "val_auc")) {
      final String sd = Digits.of(summary.sd(column));
      means.add(Digits.of(summary.mean(column)) + (sd.isEmpty() ? "" : " ± " + sd));
    }
    rows.add(means);
    html.table(
        List.of(
            "", "AUC", "Accuracy", "Balanced accuracy", "F1 (macro)", "Kappa", "Validation AUC"),
        rows);
  }
}
