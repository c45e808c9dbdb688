package io.github.attrimil.report;

import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's section on how well maps find annotated lesions. */
final class LocalizationSection {

  private static final List<String> HEADER =
      List.of(
          "Slide",
          "Patches",
          "Lesion",
          "Patch AUC",
          "Patch AP",
          "Dice",
          "Lesions found",
          "False positives");

  private LocalizationSection() {}

  /**
   * Adds the section.
   *
   * @param html the report
   * @param localization a row for each slide, and metrics of all slides
   */
  static void add(final HtmlReport html, final Localization localization) {
    html.section("Localization");
    html.paragraph(
        String.format(
            Locale.ROOT,
            "Maps of %d slides compared with annotations. Patches: lesion where at least half of it"
                + " is. Dice: at the threshold that is best on validation slides. FROC: mean"
                + " sensitivity at 1/4, 1/2, 1, 2, 4 and 8 false positives per slide, as"
                + " Camelyon16 defines it. 95%% confidence intervals by bootstrap over slides.",
            localization.slideCount()));
    final List<List<Object>> metrics = new ArrayList<>();
    localization.figures().forEach((name, f) -> metrics.add(List.of(words(name), f.text())));
    html.table(new HtmlTable("All slides together", List.of("Metric", "Value (95% CI)"), metrics));
    final List<List<Object>> slides = new ArrayList<>();
    final int shown = Math.min(SlideSection.MOST, localization.slides().size());
    for (final Localization.Row r : localization.slides().subList(0, shown)) {
      slides.add(
          List.of(
              r.slideId(),
              r.patches().count(),
              r.patches().lesion(),
              Digits.of(r.patches().auc()),
              Digits.of(r.patches().averagePrecision()),
              Digits.of(r.patches().dice()),
              r.lesions().found() + " of " + r.lesions().count(),
              r.lesions().falsePositives()));
    }
    html.fold(
        shown == localization.slides().size()
            ? "Localization on each of " + Digits.count(shown, "slide")
            : "Localization on the first " + shown + " slides; localization.csv has all",
        h -> h.table(new HtmlTable("Localization on each slide", HEADER, slides)));
  }

  /** A column's name for readers. */
  private static String words(final String name) {
    final String words =
        name.replace('_', ' ')
            .replaceAll("\\bauc\\b", "AUC")
            .replaceAll("\\bap\\b", "average precision")
            .replaceAll("\\bfroc\\b", "FROC")
            .replaceFirst("lesion slides$", "of slides with lesions")
            .replaceFirst("^(sensitivity at .*)$", "$1 false positives per slide");
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
