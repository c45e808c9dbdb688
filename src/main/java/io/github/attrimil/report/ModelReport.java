package io.github.attrimil.report;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report of a model in a project: writes {@code roc.png} and {@code report.html} into
 * results/NAME, from the metrics, the model's card and log, the table of slides, the records of
 * runs, and the pictures and maps of test slides that exist.
 */
public final class ModelReport {

  private static final String ROC = "roc.png";
  private static final String REPORT = "report.html";

  private ModelReport() {}

  /**
   * Writes the report on slides of the project itself; a report that exists is replaced.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param summary its metrics on held-out slides
   * @param localization how well lesions are found, if it was measured
   * @param more further facts for "How it was made", in order
   * @param job its warnings are shown in the report
   * @return results/NAME/report.html
   * @throws AttriMilException when there is no such model, or a file cannot be written
   */
  public static Path write(
      final Project project,
      final String modelName,
      final EvaluationSummary summary,
      final Optional<Localization> localization,
      final Map<String, String> more,
      final Job job) {
    return write(project, project, modelName, summary, localization, more, job);
  }

  /**
   * Writes the report; a report that exists is replaced.
   *
   * @param project the model's project, which takes the report
   * @param slides the project whose slides were tested: the same, or that of an external cohort
   * @param modelName a model's name or a checkpoint file
   * @param summary its metrics on these slides
   * @param localization how well lesions are found, if it was measured
   * @param more further facts for "How it was made", in order
   * @param job its warnings are shown in the report
   * @return the report, beside the tables of the summary
   * @throws AttriMilException when there is no such model, or a file cannot be written
   */
  public static Path write(
      final Project project,
      final Project slides,
      final String modelName,
      final EvaluationSummary summary,
      final Optional<Localization> localization,
      final Map<String, String> more,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    final ModelCard card = model.card();
    final Path folder = project.results(summary.name().isEmpty() ? card.name() : summary.name());
    if (Fonts.available()) {
      PngFile.write(
          folder.resolve(ROC), RocPlot.draw(card.name(), RocSeries.of(summary, card.classes())));
    } else {
      // Before the report, which shows warnings.
      job.warn(
          "ROC curves are not drawn: this system has no fonts. Install fontconfig and a font.");
    }
    final Subject subject =
        new Subject(
            project,
            slides,
            // Beside the weights: a file may have the name of a model of the project.
            model.checkpoints().get(0).resolveSibling("log.csv"),
            card,
            summary,
            localization,
            cohort(slides),
            splits(project, model),
            warnings(card, job),
            more);
    html(subject, job).write(folder.resolve(REPORT));
    return folder.resolve(REPORT);
  }

  /**
   * @param folder of a model's results
   * @return what {@link #write} leaves there: the report, and the picture that lies beside it
   */
  public static List<Path> files(final Path folder) {
    return Fonts.available()
        ? List.of(folder.resolve(REPORT), folder.resolve(ROC))
        : List.of(folder.resolve(REPORT));
  }

  private static HtmlReport html(final Subject of, final Job job) {
    final HtmlReport html =
        HtmlReport.title(
            "MIL report: "
                + of.card().name()
                + (of.summary().tested().kind() == Tested.Kind.TEST
                    ? ""
                    : ", " + of.summary().tested().slides()));
    HeadSection.add(html, of);
    CohortSection.add(html, of);
    PerformanceSection.add(html, of);
    SlideSection.add(html, of, job);
    of.localization().ifPresent(found -> LocalizationSection.add(html, found));
    LimitSection.add(html, of);
    TrainingSection.add(html, of);
    MethodSection.add(html, of, job.record().asPast());
    ChecklistSection.add(html, of);
    return html;
  }

  /**
   * @param project the project
   * @param model a model's name, not a file
   * @return results/NAME/report.html, if it and its picture exist
   */
  public static Optional<Path> existing(final Project project, final String model) {
    final Path folder = project.results(model);
    return Optional.of(folder.resolve(REPORT))
        .filter(AtomicFile::isWritten)
        .filter(report -> AtomicFile.isWritten(folder.resolve(ROC)));
  }

  private static Optional<Cohort> cohort(final Project project) {
    try {
      return Files.exists(project.slidesCsv())
          ? Optional.of(Cohort.read(project.slidesCsv()))
          : Optional.empty();
    } catch (final AttriMilException e) {
      return Optional
          .empty(); // The results are here already; a table that broke since is no reason to lose
      // them.
    }
  }

  /** As the model records them: those in splits/ may be others. */
  private static List<Split> splits(final Project project, final TrainedModel model) {
    try {
      return model.splits(project, Job.silent());
    } catch (final AttriMilException e) {
      return List.of();
    }
  }

  /** Those of the training, which may have been another run, and those of this run. */
  private static List<String> warnings(final ModelCard card, final Job job) {
    final Set<String> warnings = new LinkedHashSet<>();
    if (!card.leaks().isEmpty()) {
      warnings.add(card.leaks().headline());
    }
    warnings.addAll(card.training().warnings());
    warnings.addAll(job.record().warnings());
    return List.copyOf(warnings);
  }
}
