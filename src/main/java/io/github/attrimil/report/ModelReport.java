package io.github.attrimil.report;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The report of a model in a project: writes {@code roc.png} and {@code report.html} into
 * results/NAME, from the metrics, the model's card and the maps of test slides that exist.
 */
public final class ModelReport {

  private static final String UNKNOWN = "unknown";
  private static final String ROC = "roc.png";
  private static final String REPORT = "report.html";

  private final Project project;
  private final ModelCard card;
  private final EvaluationSummary summary;

  private ModelReport(
      final Project project, final ModelCard card, final EvaluationSummary summary) {
    this.project = project;
    this.card = card;
    this.summary = summary;
  }

  /**
   * Writes the report; a report that exists is replaced.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param summary its metrics on held-out slides
   * @param localization how well lesions are found, if it was measured
   * @param more further facts for "What was done", in order
   * @param job its warnings are shown in the report
   * @return results/NAME/report.html
   * @throws io.github.attrimil.core.AttriMilException when there is no such model, or a file cannot
   *     be written
   */
  public static Path write(
      final Project project,
      final String modelName,
      final EvaluationSummary summary,
      final Optional<Localization> localization,
      final Map<String, String> more,
      final Job job) {
    final ModelCard card = TrainedModel.find(project, modelName).card();
    final ModelReport report = new ModelReport(project, card, summary);
    final Path folder = project.results(card.name());
    if (Fonts.available()) {
      PngFile.write(
          folder.resolve(ROC), RocPlot.draw(card.name(), RocSeries.of(summary, card.classes())));
    } else {
      // Before the report, which shows warnings.
      job.warn(
          "ROC curves are not drawn: this system has no fonts. Install fontconfig and a font.");
    }
    new EvaluationReport(
            "MIL report: " + card.name(),
            card.classes(),
            summary,
            localization,
            report.maps(folder),
            new EvaluationReport.Notes(
                report.parameters(more), report.warnings(job), report.provenance()))
        .toHtml()
        .write(folder.resolve(REPORT));
    return folder.resolve(REPORT);
  }

  /**
   * @param project the project
   * @param model a model's name, not a file
   * @return results/NAME/report.html, if it and its picture exist
   */
  public static Optional<Path> existing(final Project project, final String model) {
    final Path folder = project.results(model);
    return Optional.of(folder.resolve(REPORT))
        .filter(ModelReport::isWritten)
        .filter(report -> isWritten(folder.resolve(ROC)));
  }

  /** A power cut may leave an empty file. */
  private static boolean isWritten(final Path file) {
    try {
      return Files.exists(file) && Files.size(file) > 0;
    } catch (final IOException e) {
      return false;
    }
  }

  /** Those of the training, which may have been another run, and those of this run. */
  private List<String> warnings(final Job job) {
    final Set<String> warnings = new LinkedHashSet<>(card.training().warnings());
    warnings.addAll(job.record().warnings());
    return List.copyOf(warnings);
  }

  private Map<String, String> parameters(final Map<String, String> more) {
    final Map<String, String> parameters = new LinkedHashMap<>(more);
    parameters.put("model", kind().map(ModelKind::title).orElse(card.kind()));
    parameters.put("classes", String.join(", ", card.classes()));
    final FeatureCard features = card.features();
    parameters.put("encoder", features.encoder().isEmpty() ? UNKNOWN : features.encoder());
    parameters.put("features", features());
    parameters.put(
        "patches",
        features.patchSize() > 0 && features.mpp() > 0
            ? features.patchSize() + " px at " + features.mpp() + " µm/px"
            : UNKNOWN);
    parameters.putAll(hyperparameters());
    return parameters;
  }

  private String features() {
    final List<Integer> widths = card.training().widths();
    return card.features().dimension()
        + (widths.isEmpty()
            ? ""
            : ", reduced to "
                + widths.stream().distinct().map(String::valueOf).collect(Collectors.joining(", "))
                + " whitened principal components of the training patches");
  }

  /** By the labels of dialogs, where the kind has the option. */
  private Map<String, String> hyperparameters() {
    final Map<String, String> values = new TreeMap<>(card.training().options());
    final Map<String, String> labeled = new LinkedHashMap<>();
    kind()
        .ifPresent(
            k ->
                k.recipe(k.presets().get(0)).list().stream()
                    .filter(o -> values.containsKey(o.name()))
                    .forEach(
                        o -> labeled.put(o.label(), Option.readable(values.remove(o.name())))));
    labeled.putAll(values);
    return labeled;
  }

  private Map<String, String> provenance() {
    final Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("project", project.root().getFileName().toString());
    provenance.put("name of the model", card.name());
    kind().ifPresent(k -> provenance.put("reference", k.citation()));
    provenance.put("seed", Long.toString(card.training().seed()));
    provenance.put("trained with AttriMIL for Fiji", card.training().version());
    return provenance;
  }

  private Optional<ModelKind> kind() {
    return ModelKinds.all().stream().filter(k -> k.name().equals(card.kind())).findFirst();
  }

  /** Overlays of the last class, which is the one of interest where there are two. */
  private List<HtmlReport.Picture> maps(final Path folder) {
    final List<String> classes = card.classes();
    final String file = "overlay_" + FileNames.safe(classes).get(classes.size() - 1) + ".png";
    final List<HtmlReport.Picture> pictures = new ArrayList<>();
    for (final Predictions.Row row : summary.pooled().rows()) {
      final Path maps = project.maps(card.name(), row.slideId());
      // One attention that serves all classes has one map.
      final Path overlay =
          maps.resolve(Files.exists(maps.resolve(file)) ? file : "overlay_attention.png");
      if (Files.exists(overlay)) {
        pictures.add(
            new HtmlReport.Picture(
                folder.relativize(overlay).toString().replace('\\', '/'),
                String.format(
                    Locale.ROOT,
                    "%s: %s, predicted as %s (p = %.3f)",
                    row.slideId(),
                    classes.get(row.truth()),
                    classes.get(row.predicted()),
                    row.probabilities()[row.predicted()])));
      }
    }
    return pictures;
  }
}
