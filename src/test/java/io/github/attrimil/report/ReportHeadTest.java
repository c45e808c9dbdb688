package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Leak;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What a report says first, and of its cohort. */
class ReportHeadTest extends ReportTestCase {

  @Test
  void theFirstSentenceTellsTheAucThePatientsAndWhetherTheyAreFew() throws IOException {
    final EvaluationSummary many = RocPlotTest.folds(2, 2, 0.9);
    final Project project = project(card(List.of()));
    assertTrue(lead(write(project, many)).endsWith(" on 48 test slides of 48 patients."));
    Files.delete(project.results(NAME).resolve("report.html"));
    final EvaluationSummary few = paired(many, Tested.test());
    final Interval auc = few.pooledAuc().orElseThrow();
    final Document page = write(project, few);
    assertEquals(
        String.format(
            java.util.Locale.ROOT,
            "AUC %.3f (95%% CI %.3f–%.3f) on 48 test slides of 24 patients. Fewer than 30 test"
                + " patients: the result is uncertain, whatever its value.",
            auc.estimate(),
            auc.low(),
            auc.high()),
        lead(page));
    assertTrue(text(page).contains("a warning of the evaluation."));
    assertTrue(text(page).contains("scanner <1>: b"));
    assertTrue(text(page).contains("Performance by subgroup: scanner <1>."));
  }

  @Test
  void anExternalCohortAndSlidesThatAreNoTestAreCalledSoAtTheHead() throws IOException {
    final Project project = project(card(List.of()));
    final EvaluationSummary summary = RocPlotTest.folds(1, 2, 0.9);
    final Document external = write(project, paired(summary, Tested.external("North <b>")));
    assertTrue(Pages.all(external, "h1").get(0).getTextContent().contains("North <b>"));
    assertTrue(lead(external).contains(" on 24 external slides of 12 patients."));
    assertTrue(head(external).contains("External cohort: North <b>."), head(external));
    assertFalse(text(external).contains("come from the same table"));
    assertTrue(text(external).contains("Evaluation of a model on an external cohort."));
    Files.delete(project.results(NAME).resolve("report.html"));
    final Document labeled = write(project, paired(summary, Tested.labeled()));
    assertTrue(head(labeled).contains("This is not a test."));
  }

  @Test
  void aLeakThatWasLetThroughStandsFirstAndOnce() throws IOException {
    final ModelCard card = card(List.of());
    final Leaks leaks =
        new Leaks(
            List.of(
                new Leak(
                    Leak.Kind.PATIENT,
                    0,
                    List.of("p<1>"),
                    "Fold 0: patient \"p<1>\" is in both.")));
    final Project project =
        project(
            new ModelCard(
                card.kind(),
                card.name(),
                card.classes(),
                card.features(),
                card.training(),
                card.splits(),
                leaks));
    final Document page = write(project, RocPlotTest.folds(1, 2, 0.9));
    final String head = head(page);
    final int leak = head.indexOf("Test data leaked into training; the results are optimistic.");
    assertTrue(leak > 0 && leak < head.indexOf("AUC 0."), head);
    assertTrue(head.contains("patient \"p<1>\" is in both."));
    assertEquals(1, count(head, "leaked"));
  }

  @Test
  void theCohortAndItsSplitsAreDrawnAndCounted() throws IOException {
    final EvaluationSummary summary = RocPlotTest.folds(2, 2, 0.9);
    final List<FoldSplit> splits = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      splits.add(
          new FoldSplit(
              "0",
              ids(summary, 1 - k).subList(0, 20),
              ids(summary, 1 - k).subList(20, 24),
              ids(summary, k)));
    }
    final Project project = project(card(splits));
    table(project, summary.pooled(), true);
    final Document page = write(project, summary);
    final String bars = Pages.all(page, "svg").get(0).getAttribute("aria-label");
    assertTrue(bars.contains("Fold 1: training 20, validation 4, test 24"), bars);
    assertTrue(text(page).contains("48 of 48 slides are tested by at least one fold"));
    assertTrue(text(page).contains("48 labeled slides of 24 patients"));
    // No pair of slides of a patient is torn apart by the folds above.
    assertTrue(text(page).contains("in test of a fold: 0."));
  }

  @Test
  void patientsInTrainingAndTestAreCounted() throws IOException {
    final EvaluationSummary summary = RocPlotTest.folds(1, 2, 0.9);
    final Project project =
        project(card(List.of(new FoldSplit("0", List.of("other"), List.of(), ids(summary, 0)))));
    table(project, summary.pooled(), false);
    Files.writeString(
        project.slidesCsv(), Files.readString(project.slidesCsv()) + "patient3,other,tumor\n");
    assertTrue(text(write(project, summary)).contains("in test of a fold: 1."));
  }

  @Test
  void warningsOfSeveralFoldsAreSaidOnce() {
    assertEquals(
        List.of("Folds 0, 2: too few epochs.", "Fold 1: other.", "No fold."),
        HeadSection.together(
            List.of(
                "fold 0: too few epochs", "fold 1: other.", "Fold 2: too few epochs", "No fold")));
  }

  /** Folds that are trained at once warn in any order. */
  @Test
  void warningsStandInTheOrderOfTheirFolds() {
    assertEquals(
        List.of("Folds 0, 10: b.", "Fold 2: a.", "No fold."),
        HeadSection.together(List.of("No fold", "fold 2: a", "fold 10: b", "fold 0: b")));
  }

  @Test
  void whatTheCohortCheckFoundIsShown() throws IOException {
    final Project project = project(card(List.of()));
    final Document unchecked = write(project, RocPlotTest.folds(1, 2, 0.9));
    assertTrue(text(unchecked).contains("`check` does this."));
    assertTrue(text(unchecked).contains("The cohort was not checked"));
    Files.delete(project.results(NAME).resolve("report.html"));
    Files.createDirectories(project.check());
    Files.writeString(
        project.check().resolve("check.csv"),
        "level,topic,finding,remedy,count,who\n"
            + "warning,Confounding,All tumors are of scanner <b>.,Add others.,0,\n"
            + "note,Classes,Two.,,0,\n");
    final Document page = write(project, RocPlotTest.folds(1, 2, 0.9));
    assertTrue(text(page).contains("(0 problems, 1 warning)"));
    assertEquals(2, count(text(page), "All tumors are of scanner <b>."), "table and limits");
    assertFalse(text(page).contains("`check` does this."));
  }

  @Test
  void oneClassIsCalledUndefined() throws IOException {
    final EvaluationSummary one =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(
                    0, Tables.binary(new int[] {1, 1}, 0.2, 0.8), Optional.empty())),
            1);
    final Document page = write(project(card(List.of())), one);
    assertTrue(Pages.all(page, "p").get(0).getTextContent().startsWith("AUC undefined"));
  }
}
