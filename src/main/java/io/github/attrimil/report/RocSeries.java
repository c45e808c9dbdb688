package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.RocCurve;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.metrics.Ranking;
import io.github.attrimil.report.page.ShortText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One ROC curve of a picture.
 *
 * @param label its text in the legend, the area included
 * @param curve its points
 * @param bold whether it stands out
 */
record RocSeries(String label, RocCurve curve, boolean bold) {

  /** Longer names of classes are cut, so that areas line up in the legend. */
  private static final int NAME_CHARACTERS = 24;

  /**
   * The curves of a summary. Two classes: a thin one for each fold and a bold one of all test
   * slides. More classes: a thin one for each class against the rest and a bold micro-average, of
   * all test slides. Undefined curves are omitted.
   *
   * @param summary K folds
   * @param classNames C names
   * @return the curves, bold ones last
   * @throws AttriMilException when the names are not C
   */
  static List<RocSeries> of(final EvaluationSummary summary, final List<String> classNames) {
    final Predictions pooled = summary.pooled();
    final int classes = pooled.classes();
    if (classNames.size() != classes) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%d class names do not fit predictions of %d classes",
              classNames.size(),
              classes));
    }
    final List<RocSeries> series = new ArrayList<>();
    final boolean single = summary.folds().size() == 1;
    if (classes > 2) {
      for (int c = 0; c < classes; c++) {
        thin(classNames.get(c), Metrics.ranking(pooled, c), false).ifPresent(series::add);
      }
    } else if (!single) {
      for (final EvaluationSummary.Fold fold : summary.folds()) {
        thin("Fold " + fold.number(), Metrics.ranking(fold.test()), true).ifPresent(series::add);
      }
    }
    final String all = classes > 2 ? "Micro-average" : single ? "Test slides" : "All folds";
    summary
        .pooledAuc()
        .flatMap(auc -> curve(all, auc.text(), Metrics.ranking(pooled), true))
        .ifPresent(series::add);
    return series;
  }

  private static Optional<RocSeries> thin(
      final String name, final Ranking ranking, final boolean withInterval) {
    final Optional<String> area =
        withInterval
            ? Intervals.delong(ranking).map(Interval::text)
            : ranking.auc().stream()
                .mapToObj(a -> String.format(Locale.ROOT, "%.3f", a))
                .findFirst();
    return area.flatMap(text -> curve(name, text, ranking, false));
  }

  private static Optional<RocSeries> curve(
      final String name, final String area, final Ranking ranking, final boolean bold) {
    final String line = name.replaceAll("\\p{Cntrl}", " ");
    final String shown = ShortText.of(line, NAME_CHARACTERS);
    return RocCurve.of(ranking).map(c -> new RocSeries(shown + ": AUC " + area, c, bold));
  }
}
