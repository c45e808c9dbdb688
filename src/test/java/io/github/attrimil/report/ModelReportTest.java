package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report of a model in a project, whatever its kind. */
class ModelReportTest {

  private static final String NAME = "m &1";

  @TempDir private Path folder;

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  private Project project(
      final String kind, final FeatureCard features, final Map<String, String> options)
      throws IOException {
    final Project project = new Project(folder.resolve("project"));
    Files.createDirectories(project.model(NAME));
    new ModelCard(
            kind,
            NAME,
            List.of("normal", "tumor"),
            features,
            new ModelCard.Training(
                1, 7, "default", options, List.of(3), "0.1.0", List.of("fold 0: of the training")),
            List.of())
        .write(project.model(NAME).resolve("model.json"));
    Files.createFile(project.checkpoint(NAME, 0));
    return project;
  }

  private static String write(final Project project) throws IOException {
    final EvaluationSummary summary = RocPlotTest.folds(1, 2, 0.9);
    final Job job = Job.silent();
    job.warn("fold 0: of the training");
    job.warn("a warning");
    assertEquals(Optional.empty(), ModelReport.existing(project, NAME));
    final Path report =
        ModelReport.write(project, NAME, summary, Optional.empty(), Map.of("cohort", "ours"), job);
    assertEquals(project.results(NAME).resolve("report.html"), report);
    assertEquals(Optional.of(report), ModelReport.existing(project, NAME));
    return Files.readString(report);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void namesTheKindItsPaperAndItsOptions(final ModelKind kind) throws IOException {
    final Map<String, String> options = new HashMap<>(kind.recipe(kind.presets().get(0)).asMap());
    options.put("ofanotherversion", "3");
    final Project project =
        project(kind.name(), new FeatureCard(8, "baseline", "", 256, 0.5), options);
    final String html = write(project);
    assertTrue(html.contains("<h1>MIL report: m &amp;1</h1>"));
    // Of a training in another run too, and once where it was in this one.
    assertEquals(2, html.split("fold 0: of the training", -1).length);
    assertTrue(html.contains("<dd>" + HtmlText.escape(kind.title()) + "</dd>"));
    assertTrue(html.contains(HtmlText.escape(kind.citation())));
    kind.options()
        .list()
        .forEach(
            o ->
                assertTrue(html.contains("<dt>" + HtmlText.escape(o.label()) + "</dt>"), o.name()));
    assertTrue(html.contains("<dt>ofanotherversion</dt><dd>3</dd>"));
    assertTrue(html.contains("<dd>8, reduced to 3 whitened principal components of the training"));
    assertTrue(html.contains("<dd>256 px at 0.5 µm/px</dd>"));
    assertTrue(html.contains("<dt>cohort</dt><dd>ours</dd>"));
    assertTrue(html.contains("<li>a warning</li>"));
    assertEquals(RocPlot.SIZE, PngFile.read(project.results(NAME).resolve("roc.png")).getWidth());
  }

  @Test
  void whatIsNotKnownIsCalledSo() throws IOException {
    final String html =
        write(project("kindofajarthatisgone", new FeatureCard(8, "", "", 0, 0), Map.of("k", "1")));
    assertTrue(html.contains("<dt>model</dt><dd>kindofajarthatisgone</dd>"));
    assertTrue(html.contains("<dt>encoder</dt><dd>unknown</dd>"));
    assertTrue(html.contains("<dt>patches</dt><dd>unknown</dd>"));
    assertTrue(html.contains("<dt>k</dt><dd>1</dd>"));
  }

  @Test
  void showsMapsThatExist() throws IOException {
    final Project project =
        project(ModelKinds.all().get(0).name(), new FeatureCard(8, "", "", 0, 0), Map.of());
    final String slide = RocPlotTest.folds(1, 2, 0.9).pooled().rows().get(0).slideId();
    final Path map = project.maps(NAME, slide).resolve("overlay_tumor.png");
    PngFile.write(map, PngFile.gray(1, 1, new byte[1]));
    final String html = write(project);
    assertTrue(html.contains("<img src=\"../../maps/m%20%261/" + slide + "/overlay_tumor.png\""));
    assertTrue(html.contains(", predicted as "));
    assertFalse(html.contains("told as"));
  }
}
