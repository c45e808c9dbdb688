package io.github.attrimil.pipeline;

import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.report.ModelReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last stage: the report of a model. It is written again when a run has done anything before,
 * when a table that it shows has changed, and when it is not whole, as after a kill or on a full
 * disk.
 */
final class ReportStage {

  private static final String STAGE = "report";

  private ReportStage() {}

  /**
   * Writes the report, or leaves it.
   *
   * @param project the project
   * @param model a model's name
   * @param summary its metrics on held-out slides
   * @param added what else is shown
   * @param redo whether a finished report is written again
   * @param job its warnings go into the report
   * @return the report
   */
  static Path run(
      final Project project,
      final String model,
      final EvaluationSummary summary,
      final Pipeline.Additions added,
      final boolean redo,
      final Job job) {
    final boolean worked = !job.record().slidesWith(Status.DONE).isEmpty();
    return new Stage(STAGE, project, redo || worked, job)
        .once(
            model,
            () -> {
              final Path folder = project.results(model);
              final Target target =
                  new Target(
                      model,
                      new StampKey()
                          .withAll(added.facts())
                          .with("localization", added.localization().isPresent()),
                      inputs(folder, TrainedModel.find(project, model)),
                      ModelReport.files(folder));
              return Plan.of(
                      target,
                      () ->
                          ModelReport.write(
                              project, model, summary, added.localization(), added.facts(), job))
                  .whenFinished(
                      "the report is already written", () -> ModelReport.files(folder).get(0));
            });
  }

  private static List<Path> inputs(final Path folder, final TrainedModel model) {
    final List<Path> inputs = new ArrayList<>(model.checkpoints());
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(f -> f.toString().endsWith(".csv")).sorted().forEach(inputs::add);
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
    return inputs;
  }
}
