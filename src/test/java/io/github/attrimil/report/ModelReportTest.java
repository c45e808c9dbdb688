package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The report of a model in a project, whatever its kind. */
class ModelReportTest extends ReportTestCase {

  static List<ModelKind> kinds() {
    return ModelKinds.all();
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
  void classBalanceIsWhatTheModelWasTrainedWith() throws IOException {
    final String kind = ModelKinds.all().get(0).name();
    final Project project =
        project(card(kind, List.of("a", "b"), FEATURES, Map.of("balance", "none"), List.of()));
    assertTrue(text(write(project, RocPlotTest.folds(1, 2, 0.9))).contains("No method was used."));
  }
}
