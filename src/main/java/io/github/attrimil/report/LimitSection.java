package io.github.attrimil.report;

import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.report.page.HtmlReport;
import java.util.ArrayList;
import java.util.List;

/** What these results do not show, in plain words; each sentence follows from a fact. */
final class LimitSection {

  /** Fewer slides of a class say little of it. */
  private static final int FEW_SLIDES = 10;

  private LimitSection() {}

  static void add(final HtmlReport html, final Subject of) {
    html.section("Limits of these results").list(limits(of));
  }

  static List<String> limits(final Subject of) {
    final List<String> limits = new ArrayList<>();
    final long patients = of.testPatients();
    if (of.summary().fewPatients()) {
      limits.add(
          "The test has "
              + Digits.count(patients, "patient")
              + ". With so few, another sample of patients may give a very different result; the"
              + " intervals show how different.");
    }
    for (int c = 0; c < of.classes().size(); c++) {
      final long n = of.pooled().confusion().actual(c);
      if (n < FEW_SLIDES) {
        limits.add(
            "Only "
                + Digits.count(n, "slide")
                + (n == 1 ? " is" : " are")
                + " of class "
                + of.classes().get(c)
                + ": how well this class is detected is very uncertain.");
      }
    }
    if (of.summary().tested().kind() == Tested.Kind.TEST) {
      limits.add(
          "Training and test slides come from the same table of slides. On slides of another"
              + " hospital, scanner or stain the model may do worse; that was not tested.");
    }
    final List<EvaluationSummary.Fold> folds = of.summary().folds();
    if (folds.size() > 1) {
      limits.add(
          "The AUC pools the slides of "
              + folds.size()
              + " networks, one for each fold. It measures this way of training, not a single"
              + " network.");
    } else if (of.summary().tested().kind() == Tested.Kind.TEST) {
      limits.add("There is one split. Another split of the same slides may give another AUC.");
    }
    if (of.subgroupColumns().isEmpty()) {
      limits.add(
          "Whether the model does equally well for men and women, young and old, or each hospital"
              + " was not examined.");
    }
    CheckFindings.of(of.slides())
        .ifPresentOrElse(
            found ->
                found.warnings().stream()
                    .filter(f -> f.topic().equals("Confounding"))
                    .forEach(f -> limits.add(f.text() + " " + f.remedy())),
            () ->
                limits.add(
                    "Whether the label is associated with something else, such as the scanner or"
                        + " the hospital, was not examined; `check` does this."));
    if (of.summary().all().calibrated().isEmpty()) {
      limits.add("Probabilities are not calibrated. Use them to rank slides, not as risks.");
    }
    limits.add(
        "A map shows what the model used, which need not be the lesion. Compare maps with"
            + " annotations before drawing conclusions from them.");
    limits.add("This is research software. It is not a medical device.");
    return limits;
  }
}
