package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.explain.picture.Fonts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a report on a model's evaluation shows.
 *
 * @param title for example "MIL report: NAME"
 * @param classNames C names; slides' names and these may hold any characters
 * @param summary the metrics
 * @param localization how well lesions are found, if it was measured
 * @param maps score maps, by paths relative to the report; may be none
 * @param notes what was done, and what to look at
 */
record EvaluationReport(
    String title,
    List<String> classNames,
    EvaluationSummary summary,
    Optional<Localization> localization,
    List<HtmlReport.Picture> maps,
    Notes notes) {

  /**
   * What the metrics do not show.
   *
   * @param parameters what was done, in order
   * @param warnings what a reader should look at; may be none
   * @param provenance versions, seed, reference, in order
   */
  record Notes(Map<String, ?> parameters, List<String> warnings, Map<String, ?> provenance) {}

  /** Checks that the names fit. */
  EvaluationReport {
    if (classNames.size() != summary.pooled().classes()) {
      throw new AttriMilException(
          "%d class names do not fit predictions of %d classes"
              .formatted(classNames.size(), summary.pooled().classes()));
    }
  }

  /**
   * @return the page, to be written beside the maps it links to
   */
  HtmlReport toHtml() {
    final HtmlReport html =
        HtmlReport.title(title).paragraph(headline()).warnings(notes.warnings());
    html.section("Parameters").facts(notes.parameters());
    FoldTables.cohort(html.section("Cohort"), summary, classNames);
    FoldTables.results(html.section("Results"), summary);
    if (Fonts.available()) {
      html.image(
          RocPlot.draw("Receiver operating characteristic", RocSeries.of(summary, classNames)),
          "ROC curves of the test slides. AUC with 95 % confidence interval.");
    }
    slides(html.section("Predictions for each slide"));
    localization.ifPresent(found -> LocalizationSection.add(html, found));
    if (!maps.isEmpty()) {
      html.section("Score maps").gallery(maps);
    }
    return html.section("Provenance").facts(notes.provenance());
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
    html.paragraph(
        "Misclassified slides are marked: " + mistakes.size() + " of " + rows.size() + ".");
    if (!summary.pooled().exclusive()) {
      html.paragraph(
          "The model scores each class on its own, so that the p of a slide need not sum to 1. The"
              + " class with the largest p is predicted.");
    }
    html.table(header, rows, mistakes);
  }
}
