package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Setup;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A project with a model and its report, for tests. */
abstract class ReportTestCase {

  static final String NAME = "m &1";

  static final FeatureCard FEATURES = new FeatureCard(8, "baseline", "", 256, 0.5);

  @TempDir Path folder;

  Project project() {
    return new Project(folder.resolve("project"));
  }

  Project project(final ModelCard card) throws IOException {
    final Project project = project();
    Files.createDirectories(project.model(NAME));
    card.write(project.model(NAME).resolve("model.json"));
    for (int k = 0; k < card.training().folds(); k++) {
      Files.createFile(project.checkpoint(NAME, k));
    }
    return project;
  }

  static ModelCard card(
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

  static ModelCard card(final List<FoldSplit> splits) {
    return card(
        ModelKinds.all().get(0).name(), List.of("normal", "tumor"), FEATURES, Map.of(), splits);
  }

  static Document write(final Project project, final EvaluationSummary summary) throws IOException {
    return write(project, summary, Optional.empty());
  }

  static Document write(
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
  static Map<String, String> facts(final Document page) {
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

  static String text(final Document page) {
    return page.getDocumentElement().getTextContent();
  }

  static int count(final String text, final String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  /** A table of slides, each its own patient unless they are paired. */
  static void table(final Project project, final Predictions rows, final boolean paired)
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

  /** The summary of slides of which two are of one patient each. */
  static EvaluationSummary paired(final EvaluationSummary of, final Tested tested) {
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

  static String lead(final Document page) {
    return Pages.all(page, "p").stream()
        .filter(p -> p.getAttribute("class").equals("lead"))
        .findFirst()
        .orElseThrow()
        .getTextContent();
  }

  static String head(final Document page) {
    return Pages.all(page, "header").get(0).getTextContent();
  }

  static List<String> ids(final EvaluationSummary summary, final int fold) {
    return summary.folds().get(fold).test().rows().stream().map(Predictions.Row::slideId).toList();
  }
}
