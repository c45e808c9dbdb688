package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Leak;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Setup;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The report of a model in a project, whatever its kind. */
class ModelReportTest {

  private static final String NAME = "m &1";
  private static final FeatureCard FEATURES = new FeatureCard(8, "baseline", "", 256, 0.5);

  @TempDir private Path folder;

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  private Project project() {
    return new Project(folder.resolve("project"));
  }

  private Project project(final ModelCard card) throws IOException {
    final Project project = project();
    Files.createDirectories(project.model(NAME));
    card.write(project.model(NAME).resolve("model.json"));
    for (int k = 0; k < card.training().folds(); k++) {
      Files.createFile(project.checkpoint(NAME, k));
    }
    return project;
  }

  private static ModelCard card(
      final String kind,
      final List<String> classes,
      final FeatureCard features,
      final Map<String, String> options,
      final List<FoldSplit> splits) {
    return new ModelCard(
        kind,
        NAME,
        classes,
        features,
        new ModelCard.Training(
            Math.max(1, splits.size()),
            7,
            "default",
            options,
            List.of(3),
            "0.1.0",
            List.of("fold 0: of the training")),
        splits);
  }

  private static ModelCard card(final List<FoldSplit> splits) {
    return card(
        ModelKinds.all().get(0).name(), List.of("normal", "tumor"), FEATURES, Map.of(), splits);
  }

  private static Document write(final Project project, final EvaluationSummary summary)
      throws IOException {
    return write(project, summary, Optional.empty());
  }

  private static Document write(
      final Project project,
      final EvaluationSummary summary,
      final Optional<Localization> localization)
      throws IOException {
    final Job job = Job.silent();
    job.warn("fold 0: of the training");
    job.warn("a <warning>");
    job.record().parameter("annotations", "/home/somebody/truth/");
    job.record().parameter("redo", "false");
    job.record().meaning("redo", "Whether finished outputs are made again.");
    assertEquals(Optional.empty(), ModelReport.existing(project, NAME));
    final Path report =
        ModelReport.write(project, NAME, summary, localization, Map.of("cohort", "ours"), job);
    assertEquals(project.results(NAME).resolve("report.html"), report);
    assertEquals(Optional.of(report), ModelReport.existing(project, NAME));
    return Pages.parse(Files.readString(report));
  }

  /** Names and values of all lists and of tables with a name, a value and a meaning. */
  private static Map<String, String> facts(final Document page) {
    final Map<String, String> facts = new HashMap<>();
    final List<Element> names = Pages.all(page, "dt");
    for (int i = 0; i < names.size(); i++) {
      facts.put(names.get(i).getTextContent(), Pages.all(page, "dd").get(i).getTextContent());
    }
    for (final Element row : Pages.all(page, "tr")) {
      final List<String> cells = Pages.texts(row, "td");
      if (cells.size() == 2) {
        facts.put(Pages.texts(row, "th").get(0), cells.get(0) + " | " + cells.get(1));
      }
    }
    return facts;
  }

  private static String text(final Document page) {
    return page.getDocumentElement().getTextContent();
  }

  private static int count(final String text, final String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  /** A table of slides, each its own patient unless they are paired. */
  private static void table(final Project project, final Predictions rows, final boolean paired)
      throws IOException {
    final StringBuilder csv = new StringBuilder("case_id,slide_id,label\n");
    for (int i = 0; i < rows.rows().size(); i++) {
      final Predictions.Row r = rows.rows().get(i);
      csv.append("patient").append(paired ? i / 2 : i).append(',').append(r.slideId());
      csv.append(',').append(r.truth() == 0 ? "normal" : "tumor").append('\n');
    }
    Files.createDirectories(project.root());
    Files.writeString(project.slidesCsv(), csv);
  }

  /** Without curves and slides, which are the same for all kinds. */
  @ParameterizedTest
  @MethodSource("kinds")
  void namesTheKindItsPaperAndItsOptions(final ModelKind kind) {
    final Map<String, String> options = new HashMap<>(kind.recipe(kind.presets().get(0)).asMap());
    options.put("ofanotherversion", "3");
    final HtmlReport html = HtmlReport.title("t");
    MethodSection.add(
        html,
        new Subject(
            project(),
            project(),
            folder,
            card(kind.name(), List.of("normal", "tumor"), FEATURES, options, List.of()),
            RocPlotTest.folds(1, 2, 0.9),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of()),
        Job.silent().record().asPast());
    final Map<String, String> facts = facts(Pages.parse(html.html()));
    assertEquals(kind.title(), facts.get("Model"));
    assertEquals(kind.citation(), facts.get("Reference"));
    kind.options()
        .list()
        .forEach(
            o ->
                assertTrue(
                    facts.getOrDefault(o.label(), "").endsWith(" | " + o.description()), o.name()));
    assertEquals("3 | ", facts.get("ofanotherversion"));
  }

  @Test
  void tellsWhatWasDoneAndWarnsOnce() throws IOException {
    final Project project = project(card(List.of()));
    final Document page = write(project, RocPlotTest.folds(1, 2, 0.9));
    assertEquals("MIL report: m &1", Pages.all(page, "h1").get(0).getTextContent());
    // Of a training in another run too, and once where it was in this one.
    assertEquals(1, count(text(page), "Fold 0: of the training."));
    assertEquals(1, count(text(page), "a <warning>"));
    final Map<String, String> facts = facts(page);
    assertEquals(
        "8, reduced to 3 whitened principal components of the training patches",
        facts.get("Features of a patch"));
    assertEquals("256 px at 0.5 µm/px", facts.get("Patches"));
    assertEquals("ours", facts.get("cohort"));
    assertEquals("false | Whether finished outputs are made again.", facts.get("redo"));
    assertEquals("…/truth | ", facts.get("annotations"), "no folders of this machine");
    assertEquals(RocPlot.SIZE, PngFile.read(project.results(NAME).resolve("roc.png")).getWidth());
  }

  @Test
  void whatIsNotKnownIsCalledSo() throws IOException {
    final Document page =
        write(
            project(
                card(
                    "kindofajarthatisgone",
                    List.of("a", "b"),
                    new FeatureCard(8, "", "", 0, 0),
                    Map.of("k", "1"),
                    List.of())),
            RocPlotTest.folds(1, 2, 0.9));
    final Map<String, String> facts = facts(page);
    assertEquals("kindofajarthatisgone", facts.get("Model"));
    assertEquals("not known", facts.get("Encoder"));
    assertEquals("not known", facts.get("Patches"));
    assertEquals("1 | ", facts.get("k"));
    assertTrue(text(page).contains("trained on are not recorded"));
  }

  /** The summary of slides of which two are of one patient each. */
  private static EvaluationSummary paired(final EvaluationSummary of, final Tested tested) {
    final Map<String, String> patients = new HashMap<>();
    for (int i = 0; i < of.pooled().rows().size(); i++) {
      patients.put(of.pooled().rows().get(i).slideId(), "patient" + i / 2);
    }
    return EvaluationSummary.of(
        of.folds(),
        new Setup(
            NAME,
            tested,
            new Patients(patients),
            of.points(),
            Map.of("scanner <1>", Map.of(of.pooled().rows().get(0).slideId(), "b")),
            List.of("a warning of the evaluation"),
            1));
  }

  private static String lead(final Document page) {
    return Pages.all(page, "p").stream()
        .filter(p -> p.getAttribute("class").equals("lead"))
        .findFirst()
        .orElseThrow()
        .getTextContent();
  }

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
    assertTrue(head(labeled).contains("This is no test."));
  }

  private static String head(final Document page) {
    return Pages.all(page, "header").get(0).getTextContent();
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

  private static List<String> ids(final EvaluationSummary summary, final int fold) {
    return summary.folds().get(fold).test().rows().stream().map(Predictions.Row::slideId).toList();
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
  void learningCurvesComeFromTheLog() throws IOException {
    final Project project = project(card(List.of()));
    Files.writeString(
        project.model(NAME).resolve("log.csv"),
        "fold,epoch,loss,val_loss,val_acc\n0,0,0.7,0.6,0.5\n0,1,0.4,NaN,0.75\n1,0,0.8,0.5,1\n");
    final Document page = write(project, RocPlotTest.folds(1, 2, 0.9));
    final List<String> captions =
        Pages.all(page, "figcaption").stream().map(Element::getTextContent).toList();
    assertTrue(captions.stream().anyMatch(c -> c.startsWith("Training loss.")), captions::toString);
    assertTrue(captions.stream().anyMatch(c -> c.startsWith("Validation loss.")));
    assertTrue(captions.stream().anyMatch(c -> c.startsWith("Validation accuracy.")));
    assertFalse(captions.stream().anyMatch(c -> c.startsWith("Validation AUC.")));
  }

  @Test
  void aBrokenLogOrTableOfSlidesCostsOnlyItsSection() throws IOException {
    final Project project = project(card(List.of()));
    Files.writeString(project.model(NAME).resolve("log.csv"), "no,log\n1,2\n");
    Files.writeString(project.slidesCsv(), "nothing\n1\n");
    final Document page = write(project, RocPlotTest.folds(1, 2, 0.9));
    assertTrue(text(page).contains("The learning curves cannot be shown."));
    assertTrue(text(page).contains("slides.csv) was not found"));
  }

  @Test
  void everyItemOfTheChecklistHasAStateAndTheListFollowsFacts() throws IOException {
    final EvaluationSummary summary = RocPlotTest.folds(1, 2, 0.9);
    final Document page = write(project(card(List.of())), summary);
    final Map<String, List<String>> items = new LinkedHashMap<>();
    for (final Element row : Pages.all(page, "tr")) {
      final List<String> cells = Pages.texts(row, "td");
      if (cells.size() == 3 && cells.get(1).matches("done|partly|not done|for the authors")) {
        items.put(Pages.texts(row, "th").get(0), cells);
      }
    }
    assertEquals(52, items.size());
    final List<String> whole =
        items.keySet().stream().map(i -> i.replaceAll("\\D", "")).distinct().toList();
    for (int i = 1; i <= 27; i++) {
      assertEquals(Integer.toString(i), whole.get(i - 1));
    }
    assertEquals("not done", items.get("12a").get(1), "this model has no record of its split");
    assertEquals("for the authors", items.get("17").get(1));
    assertTrue(items.get("10").get(2).contains("24 patients"));
  }

  @Test
  void localizationAndMoreClassesAreShown() throws IOException {
    final Localization found =
        new Localization(
            List.of(
                new Localization.Row(
                    "s<1>",
                    0,
                    new Localization.Patches(
                        10,
                        3,
                        OptionalDouble.of(0.75),
                        OptionalDouble.empty(),
                        0.5,
                        OptionalDouble.of(0.5)),
                    new Localization.Found(4, 3, 1, 2))),
            Map.of(Localization.FROC, new Interval(0.625, 0.5, 0.75)),
            1);
    final List<String> classes = List.of("a", "β", "c".repeat(80), "d", "e", "<f>");
    final Document page =
        write(
            project(card(ModelKinds.all().get(0).name(), classes, FEATURES, Map.of(), List.of())),
            RocPlotTest.folds(3, 6, 1.2),
            Optional.of(found));
    assertTrue(text(page).contains("3 of 4") && text(page).contains("0.625 (0.500–0.750)"));
    assertTrue(text(page).contains("s<1>"));
    assertTrue(text(page).contains("AUC (micro-average) 0."));
    assertTrue(text(page).contains("Predicted <f>"));
  }

  @Test
  void warningsOfSeveralFoldsAreSaidOnce() {
    assertEquals(
        List.of("Folds 0, 2: too few epochs.", "Fold 1: other.", "No fold."),
        HeadSection.together(
            List.of(
                "fold 0: too few epochs", "fold 1: other.", "Fold 2: too few epochs", "No fold")));
  }

  @Test
  void whatTheCohortCheckFoundIsShown() throws IOException {
    final Project project = project(card(List.of()));
    final Document unchecked = write(project, RocPlotTest.folds(1, 2, 0.9));
    assertTrue(text(unchecked).contains("`check` does it."));
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
    assertFalse(text(page).contains("`check` does it."));
  }

  @Test
  void classBalanceIsWhatTheModelWasTrainedWith() throws IOException {
    final String kind = ModelKinds.all().get(0).name();
    final Project project =
        project(card(kind, List.of("a", "b"), FEATURES, Map.of("balance", "none"), List.of()));
    assertTrue(text(write(project, RocPlotTest.folds(1, 2, 0.9))).contains("No method was used."));
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
