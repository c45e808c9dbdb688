package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Intervals;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.report.page.HtmlReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What to read first: how good the model is, on how many patients, and what is wrong with that. */
final class HeadSection {

  /** Fewer test patients than these are stated beside the AUC. */
  static final int FEW = 30;

  private HeadSection() {}

  static void add(final HtmlReport html, final Subject of) {
    html.lead(lead(of));
    html.notice("Read this first", notices(of));
    html.figures(figures(of));
    meaning(of).ifPresent(html::paragraph);
  }

  private static String lead(final Subject of) {
    final long slides = of.pooled().rows().size();
    final long patients = of.testPatients();
    return auc(of)
            .map(a -> name(of) + " " + a)
            .orElse("AUC undefined (all test slides are of one class)")
        + " on "
        + Digits.count(slides, "test slide")
        + " of "
        + Digits.count(patients, "patient")
        + "."
        + (patients < FEW
            ? " Fewer than " + FEW + " test patients: the result is uncertain, whatever its value."
            : "");
  }

  private static String name(final Subject of) {
    return of.classes().size() == 2 ? "AUC" : "AUC (micro-average)";
  }

  private static Optional<String> auc(final Subject of) {
    return of.summary().pooledAuc().map(HeadSection::text);
  }

  private static String text(final Interval i) {
    return String.format(Locale.ROOT, "%.3f (95%% CI %.3f–%.3f)", i.estimate(), i.low(), i.high());
  }

  private static List<String> notices(final Subject of) {
    final List<String> notices = new ArrayList<>();
    of.warnings().forEach(w -> notices.add(w.endsWith(".") ? w : w + "."));
    return notices;
  }

  private static Map<String, String> figures(final Subject of) {
    final Map<String, String> figures = new LinkedHashMap<>();
    final Confusion confusion = of.pooled().confusion();
    figures.put(
        "Slides classified wrongly",
        confusion.total() - confusion.correct() + " of " + confusion.total());
    figures.put("Accuracy (95% CI)", of.summary().pooledAccuracy().text());
    if (of.classes().size() == 2) {
      share(figures, "Sensitivity for " + of.classes().get(1), confusion, 1);
      share(figures, "Specificity for " + of.classes().get(1), confusion, 0);
    } else {
      figures.put("Balanced accuracy", Digits.of(confusion.balancedAccuracy()));
    }
    return figures;
  }

  private static void share(
      final Map<String, String> figures, final String name, final Confusion of, final int c) {
    if (of.actual(c) > 0) {
      figures.put(name + " (95% CI)", Intervals.wilson(of.counts()[c][c], of.actual(c)).text());
    }
  }

  private static Optional<String> meaning(final Subject of) {
    if (of.classes().size() != 2) {
      return Optional.empty();
    }
    final String one = of.classes().get(1);
    final String other = of.classes().get(0);
    return of.summary()
        .pooledAuc()
        .map(
            a ->
                String.format(
                    Locale.ROOT,
                    "What the AUC means: of a test slide of class %s and one of class %s, drawn at"
                        + " random, the model gives the former the higher probability of %s in %.0f"
                        + " of 100 cases. Guessing gives 50.",
                    one,
                    other,
                    one,
                    100 * a.estimate()));
  }
}
