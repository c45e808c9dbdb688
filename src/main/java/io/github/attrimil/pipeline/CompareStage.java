package io.github.attrimil.pipeline;

import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.summary.ComparedKind;
import io.github.attrimil.evaluate.summary.ComparedKind.Measured;
import io.github.attrimil.evaluate.summary.Comparison;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.TrainingCost;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.ComparisonReport;
import io.github.attrimil.report.ModelReport;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.Folds;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.TrainStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains kinds of model on the same splits with the same seed, tests each, and writes
 * results/NAME/compare.csv, compare.png and compare.html. Each kind is a model of its own,
 * NAME-KIND, made by the stages of `train` and `evaluate`: a run that was stopped resumes where it
 * was, and what is finished is not repeated.
 */
public final class CompareStage {

  private static final String STAGE = "compare";

  /**
   * What to compare.
   *
   * @param name of the comparison
   * @param recipes a recipe for each kind, of different kinds
   * @param classes class names in order, or empty for the usual order
   * @param lesions annotations to compare maps with, if there are any
   * @param device where networks compute
   * @param seed of every training
   * @param redo whether finished, matching models and results are made again
   * @param leaks what happens where test data would leak into the trainings
   */
  public record Request(
      String name,
      List<Recipe> recipes,
      List<String> classes,
      Optional<LocalizationStage.Request> lesions,
      DeviceChoice device,
      long seed,
      boolean redo,
      LeakPolicy leaks) {

    /** Checks the names. */
    public Request {
      recipes = List.copyOf(recipes);
      if (recipes.isEmpty()) {
        throw new AttriMilException("There are no kinds to compare; list some in kinds=");
      }
      Project.checkName(name);
      if (recipes.stream().map(r -> r.kind().name()).distinct().count() < recipes.size()) {
        throw new AttriMilException(
            "kinds="
                + String.join(",", recipes.stream().map(r -> r.kind().name()).toList())
                + " names a kind twice; remove one");
      }
    }

    private String model(final ModelKind kind) {
      return name + "-" + kind.name();
    }
  }

  private final Project project;
  private final Request request;
  private final Job job;

  private CompareStage(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Compares kinds of model. A kind that fails is reported, and the others are compared.
   *
   * @param project the project, with features and splits
   * @param request what to compare
   * @param job shows progress, a kind at a time
   * @return the comparison, which is written
   * @throws AttriMilException when no kind could be trained and tested
   */
  public static Comparison run(final Project project, final Request request, final Job job) {
    return new CompareStage(project, request, job).run();
  }

  private Comparison run() {
    SplitStage.read(project);
    // The first kind must not be charged with loading PyTorch.
    final String device = Compute.describe(Compute.device(request.device(), job));
    final List<ComparedKind> kinds = new ArrayList<>();
    final long start = System.nanoTime();
    double worked = 0;
    int counted = 0;
    for (final Recipe recipe : request.recipes()) {
      final int number = kinds.size() + 1;
      final Job part = job.part(recipe.kind().name());
      part.record().device(device);
      final long from = System.nanoTime();
      final ComparedKind kind = kind(recipe, part);
      kinds.add(kind);
      if (part.record().slidesWith(Status.DONE).contains(kind.model())) {
        worked += (System.nanoTime() - from) / 1e9;
        counted++;
      }
      showDone(kind, number, counted == 0 ? 0 : worked / counted);
    }
    final Comparison comparison = Comparison.of(kinds);
    if (comparison.rows().stream().allMatch(r -> r.of().measured().isEmpty())) {
      throw new AttriMilException("No kind could be compared. " + kinds.get(0).remark());
    }
    ComparisonReport.write(project, request.name(), comparison, facts(), job);
    job.record().stage(STAGE, "kinds", kinds.size());
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
    return comparison;
  }

  private void showDone(final ComparedKind kind, final int number, final double mean) {
    final int left = request.recipes().size() - number;
    job.info(
        "compare: "
            + kind.kind()
            + kind.measured()
                .map(
                    m -> " is done, AUC " + kind.auc().map(Interval::text).orElse("is not defined"))
                .orElse(" failed: " + kind.remark())
            + " ("
            + number
            + " of "
            + request.recipes().size()
            + " kinds"
            + (left > 0 && mean > 0 ? ", about " + Progress.duration(mean * left) + " left" : "")
            + ")");
  }

  private ComparedKind kind(final Recipe recipe, final Job part) {
    final ModelKind kind = recipe.kind();
    final String model = request.model(kind);
    try {
      final List<String> remarks = new ArrayList<>();
      final Measured measured = measure(recipe, model, part, remarks);
      return new ComparedKind(
          kind.name(), kind.title(), model, Optional.of(measured), String.join("; ", remarks));
    } catch (final RunEndedException e) {
      // Another kind may need less memory.
      if (!(e instanceof FatalException && e.getCause() instanceof OutOfMemoryError)) {
        throw e;
      }
      return failed(kind, model, e);
    } catch (final RuntimeException e) {
      return failed(kind, model, e);
    }
  }

  private ComparedKind failed(final ModelKind kind, final String model, final RuntimeException e) {
    return new ComparedKind(
        kind.name(), kind.title(), model, Optional.empty(), job.failed(STAGE, kind.name(), e));
  }

  private Measured measure(
      final Recipe recipe, final String model, final Job part, final List<String> remarks) {
    train(recipe, model, part);
    final EvaluationSummary summary =
        EvaluateStage.run(project, model, request.device(), request.redo(), part);
    final Optional<Localization> found = localize(model, part, remarks);
    ModelReport.write(project, model, summary, found, Map.of(), part);
    return new Measured(
        summary,
        found.flatMap(f -> f.figure(Localization.PATCH_AUC)),
        TrainedModel.find(project, model).parameters(request.device(), part),
        TrainingCost.read(project.model(model)));
  }

  /** Trains, and keeps what it took where it was not finished before. */
  private void train(final Recipe recipe, final String model, final Job part) {
    final PeakMemory memory = PeakMemory.start();
    TrainStage.run(
        project,
        new TrainStage.Request(
            model,
            recipe,
            request.classes(),
            request.device(),
            request.seed(),
            request.redo(),
            request.leaks(),
            Folds.ALL),
        part);
    final OptionalDouble seconds = part.record().stage("train", "seconds");
    final OptionalDouble epochs = part.record().stage("train", "epochs");
    if (seconds.isPresent() && epochs.isPresent()) {
      new TrainingCost(
              epochs.getAsDouble() > 0
                  ? OptionalDouble.of(seconds.getAsDouble() / epochs.getAsDouble())
                  : OptionalDouble.empty(),
              memory.megabytes())
          .write(project.model(model));
    }
  }

  /** Kinds that show where they looked, and nothing else, locate no lesions: that is no failure. */
  private Optional<Localization> localize(
      final String model, final Job part, final List<String> remarks) {
    if (request.lesions().isEmpty()) {
      return Optional.empty();
    }
    if (!TrainedModel.find(project, model).meaning(request.device(), part).signed()) {
      remarks.add("no patch AUC: its attention neither supports nor opposes a class");
      return Optional.empty();
    }
    return Optional.of(
        LocalizationStage.run(
            project, model, request.lesions().get(), request.device(), request.redo(), part));
  }

  private Map<String, String> facts() {
    return Map.of(
        "seed",
        Long.toString(request.seed()),
        "folds",
        Integer.toString(SplitStage.read(project).size()));
  }
}
