package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The report's table with a row for each fold. */
final class FoldTables {

  private static final List<String> MEANS =
      List.of("auc", "acc", "balanced_acc", "f1_macro", "kappa");

  private FoldTables() {}

  /** The metrics of each fold, and their means. */
  static void results(final HtmlReport html, final EvaluationSummary summary) {
    final List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < summary.folds().size(); i++) {
      final Map<String, OptionalDouble> r = summary.rows().get(i);
      final String prefix = summary.tested().prefix();
      final Confusion confusion = summary.folds().get(i).test().confusion();
      rows.add(
          List.of(
              "Fold\u00a0" + summary.folds().get(i).number(),
              Digits.of(auc(summary.tested(), r)),
              Intervals.wilson(confusion.correct(), confusion.total()).text(),
              Digits.of(r.get(prefix + "balanced_acc")),
              Digits.of(r.get(prefix + "f1_macro")),
              Digits.of(r.get(prefix + "kappa")),
              Digits.of(r.get("val_auc"))));
    }
    final List<Object> means = new ArrayList<>(List.of("Mean\u00a0±\u00a0sd"));
    for (final String column :
        Stream.concat(MEANS.stream().map(summary.tested().prefix()::concat), Stream.of("val_auc"))
            .toList()) {
      final String sd = Digits.of(summary.sd(column));
      means.add(Digits.of(summary.mean(column)) + (sd.isEmpty() ? "" : " ± " + sd));
    }
    rows.add(means);
    html.table(
        new HtmlTable(
            "Metrics of each fold on its own test slides; 95% confidence intervals in parentheses",
            List.of(
                "",
                "AUC",
                "Accuracy",
                "Balanced accuracy",
                "F1 (macro)",
                "Kappa",
                "Validation AUC"),
            rows));
  }

  /** The AUC of a fold, if it is defined. */
  static Optional<Interval> auc(final Tested tested, final Map<String, OptionalDouble> fold) {
    return fold.get(tested.prefix() + "auc").isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Interval(
                fold.get(tested.prefix() + "auc").getAsDouble(),
                fold.get(tested.prefix() + "auc_low").getAsDouble(),
                fold.get(tested.prefix() + "auc_high").getAsDouble()));
  }
}
