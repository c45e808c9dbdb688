package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Confusion;
import io.github.attrimil.evaluate.EvaluationSummary;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.Localization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a report on a model's evaluation tells.
 *
 * @param title for example "Evaluation of NAME"
 * @param classNames C names; slides' names and these may hold any characters
 * @param parameters what was done, in order
 * @param summary the figures
 * @param localization how well lesions are found, if it was asked for
 * @param maps score maps, by paths relative to the report; may be none
 * @param warnings what a reader should look at; may be none
 * @param provenance versions, seed, times, in order
 */
public record EvaluationReport(
    String title,
    List<String> classNames,
    Map<String, ?> parameters,
    EvaluationSummary summary,
    Optional<Localization> localization,
    List<HtmlReport.Picture> maps,
    List<String> warnings,
    Map<String, ?> provenance) {

  /** Checks that the names fit. */
  public EvaluationReport {
    if (classNames.size() != summary.pooled().classes()) {
      throw new AttriMilException(
          "%d class names do not fit predictions of %d classes"
              .formatted(classNames.size(), summary.pooled().classes()));
    }
  }

  /**
   * @return the page, to be written beside the maps it links to
   */
  public HtmlReport toHtml() {
    final HtmlReport html = HtmlReport.title(title).paragraph(headline()).warnings(warnings);
    html.section("What was done").facts(parameters);
    cohort(html.section("Cohort"));
    folds(html.section("Results"));
    html.image(
        RocPlot.draw("Receiver operating characteristic", RocSeries.of(summary, classNames)),
        "ROC curves of the test slides. AUC with 95 % confidence interval.");
    slides(html.section("Predictions for each slide"));
    localization.ifPresent(found -> LocalizationSection.add(html, found));
    if (!maps.isEmpty()) {
      html.section("Score maps").gallery(maps);
    }
    return html.section("Provenance").facts(provenance);
  }

  private String headline() {
    final Predictions pooled = summary.pooled();
    final long right = pooled.rows().stream().filter(Predictions.Row::correct).count();
    return "Of %d test slides %d were classified correctly: accuracy %s%s; 95 %% confidence intervals in parentheses."
        .formatted(
            pooled.rows().size(),
            right,
            summary.pooledAccuracy().text(),
            summary.pooledAuc().map(a -> ", AUC " + a.text()).orElse(", AUC undefined"));
  }

  private void cohort(final HtmlReport html) {
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
    final Confusion confusion = Confusion.of(predictions);
    final List<Object> cells = new ArrayList<>(List.of(name));
    for (int c = 0; c < predictions.classes(); c++) {
      cells.add(confusion.truly(c));
    }
    cells.add(confusion.total());
    return cells;
  }

  private void folds(final HtmlReport html) {
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
      final Confusion confusion = Confusion.of(summary.folds().get(i).test());
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

  private void slides(final HtmlReport html) {
    final List<String> header = new ArrayList<>(List.of("Slide", "Fold", "True", "Predicted"));
    classNames.forEach(n -> header.add("p(" + n + ")"));
    final List<List<Object>> rows = new ArrayList<>();
    final Set<Integer> mistakes = new HashSet<>();
    for (final EvaluationSummary.Fold fold : summary.folds()) {
      for (final Predictions.Row row : fold.test().rows()) {
        if (!row.correct()) {
          mistakes.add(rows.size());
        }
        final List<Object> cells = new ArrayList<>(List.of(row.slideId(), fold.number()));
        cells.add(classNames.get(row.truth()));
        cells.add(classNames.get(row.predicted()) + (row.correct() ? "" : "\u00a0✗"));
        for (final double p : row.probabilities()) {
          cells.add(Digits.of(OptionalDouble.of(p)));
        }
        rows.add(cells);
      }
    }
    html.paragraph("Mistakes are marked: " + mistakes.size() + " of " + rows.size() + ".");
    html.table(header, rows, mistakes);
  }
}
