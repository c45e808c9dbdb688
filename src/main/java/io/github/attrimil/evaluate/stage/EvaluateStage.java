package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Setup;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The stage from a model to its metrics on held-out slides, or on another cohort: writes
 * results/NAME/ with fold_K.csv, validation_K.csv and the tables of {@link EvaluationSummary}. The
 * report is written by those who call it.
 */
public final class EvaluateStage {

  private static final String STAGE = "evaluate";

  /**
   * What to evaluate.
   *
   * @param model as {@link TrainedModel#find} takes it
   * @param fold the fold whose test slides a file is tested on, or the only fold of a model that is
   *     tested
   * @param external the folder of another project, whose labeled slides the model is tried on
   * @param subgroups columns of slides.csv by whose values metrics are computed, too
   * @param leaks what happens with leaks that were not let through when the model was trained
   * @param device where networks compute
   * @param redo whether finished, matching results are made again
   */
  public record Request(
      String model,
      OptionalInt fold,
      Optional<Path> external,
      List<String> subgroups,
      LeakPolicy leaks,
      DeviceChoice device,
      boolean redo) {

    /** Keeps a copy. */
    public Request {
      subgroups = List.copyOf(subgroups);
    }

    /**
     * @param model as {@link TrainedModel#find} takes it
     * @param device where networks compute
     * @param redo whether finished, matching results are made again
     * @return an evaluation on held-out slides
     */
    public static Request of(final String model, final DeviceChoice device, final boolean redo) {
      return new Request(
          model, OptionalInt.empty(), Optional.empty(), List.of(), LeakPolicy.REFUSE, device, redo);
    }

    /**
     * @return the same where leaks were judged before
     */
    public Request allowingLeaks() {
      return new Request(model, fold, external, subgroups, LeakPolicy.ALLOW, device, redo);
    }
  }

  private final Trial trial;
  private final Request request;
  private final LabeledSlides slides;
  private final Job job;

  private EvaluateStage(final Trial trial, final Request request, final Job job) {
    this.trial = trial;
    this.request = request;
    this.slides = new LabeledSlides(trial.cohort(), trial.model().card());
    this.job = job;
  }

  /**
   * Predicts the test slides of every fold with that fold's network and measures.
   *
   * @param project the project
   * @param modelName as {@link TrainedModel#find} takes it
   * @param device where networks compute
   * @param redo whether finished, matching results are made again
   * @param job shows progress
   * @return its metrics
   */
  public static EvaluationSummary run(
      final Project project,
      final String modelName,
      final DeviceChoice device,
      final boolean redo,
      final Job job) {
    return run(project, Request.of(modelName, device, redo), job);
  }

  /**
   * Predicts slides that the networks may be measured on, and measures.
   *
   * @param project the project
   * @param request what to evaluate
   * @param job shows progress, and warned of what makes results optimistic
   * @return its metrics
   * @throws AttriMilException naming slides that a network learned from, where it was to be tested
   *     on them
   */
  public static EvaluationSummary run(final Project project, final Request request, final Job job) {
    final TrainedModel found = TrainedModel.find(project, request.model());
    final TrainedModel model =
        request.fold().isPresent() && found.checkpoints().size() > 1
            ? found.only(request.fold().getAsInt())
            : found;
    return new Stage(STAGE, project, request.redo(), job)
        .once(
            model.card().name(),
            () -> {
              final Trial trial =
                  new TrialPlanner(project, model, request.fold(), job)
                      .plan(request.external().map(EvaluateStage::cohort));
              return new EvaluateStage(trial, request, job).plan();
            });
  }

  private static Project cohort(final Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new AttriMilException(
          "external="
              + folder
              + " is not a folder; give the project folder of the other cohort, with slides.csv"
              + " and features");
    }
    return new Project(folder);
  }

  private Path folder() {
    return trial.project().results(trial.name());
  }

  private Plan<EvaluationSummary> plan() {
    slides.warning().ifPresent(job::warn);
    slides.judge(trial, request.leaks(), job);
    final List<Path> outputs = new ArrayList<>();
    for (final Trial.Part part : trial.parts()) {
      outputs.add(folder().resolve(trial.tested().file() + part.fold() + ".csv"));
      if (!part.val().isEmpty()) {
        outputs.add(Validation.file(folder(), part.fold()));
      }
    }
    for (final String table : List.of("summary", "metrics", "curves", "operating_points")) {
      outputs.add(folder().resolve(table + ".csv"));
    }
    final StampKey key =
        new StampKey()
            .with("labels", new TreeMap<>(slides.numbers()).toString())
            .with("patients", new TreeMap<>(slides.patients().bySlide()).toString())
            .with("subgroups", slides.columns(request.subgroups()).toString())
            .with("slides", trial.tested().kind())
            .with("classes", trial.model().card().classes())
            .with("version", 2);
    return Plan.of(new Target(trial.name(), key, inputs(), outputs), this::evaluate)
        .whenFinished(folder() + " is already finished", this::read);
  }

  private List<Path> inputs() {
    final Set<Path> inputs = new LinkedHashSet<>(trial.model().checkpoints());
    trial
        .model()
        .origin()
        .map(o -> o.folder().resolve("model.json"))
        .filter(Files::exists)
        .ifPresent(inputs::add);
    final ModelValidation validation = new ModelValidation(trial);
    for (final Trial.Part part : trial.parts()) {
      Stream.concat(part.val().stream(), part.test().stream())
          .forEach(s -> inputs.add(bags().file(s)));
    }
    inputs.addAll(validation.inputs());
    return List.copyOf(inputs);
  }

  private BagSource bags() {
    return BagSource.of(trial.cohort());
  }

  private EvaluationSummary evaluate() {
    removeOthers();
    final List<Predictions> tests = new ArrayList<>();
    final Map<Integer, Scored> scored = new TreeMap<>();
    for (final Trial.Part part : trial.parts()) {
      try (MilModel network = trial.model().load(part.network(), request.device(), job)) {
        tests.add(
            slides
                .score(network, part.test(), trial.tested().prefix() + part.fold(), job)
                .predictions());
        if (!part.val().isEmpty()) {
          scored.put(part.fold(), slides.score(network, part.val(), "val " + part.fold(), job));
        }
      }
    }
    final ModelValidation carried = new ModelValidation(trial);
    final Validation validation =
        scored.isEmpty()
            ? carried.find(request.device(), job)
            : new Validation(scored, slides.patients());
    final EvaluationSummary summary = summary(tests, validation);
    validation.write(folder());
    summary.write(folder());
    slides.bags(trial.parts()).ifPresent(bags -> bags.write(folder().resolve("bags.csv")));
    if (!scored.isEmpty()) {
      carried.keep(validation);
    }
    job.record().stage(STAGE, "folds", tests.size());
    job.record().stage(STAGE, "slides", summary.pooled().rows().size());
    show(summary);
    return summary;
  }

  /** Reads metrics that were written before. */
  private EvaluationSummary read() {
    final List<Predictions> tests = new ArrayList<>();
    for (final Trial.Part part : trial.parts()) {
      tests.add(Predictions.read(folder().resolve(trial.tested().file() + part.fold() + ".csv")));
    }
    return summary(tests, Validation.read(folder(), trial.folds()));
  }

  private EvaluationSummary summary(final List<Predictions> tests, final Validation validation) {
    final List<EvaluationSummary.Fold> folds = new ArrayList<>();
    for (int k = 0; k < tests.size(); k++) {
      final int number = trial.parts().get(k).fold();
      folds.add(
          new EvaluationSummary.Fold(
              number,
              tests.get(k),
              Optional.ofNullable(validation.folds().get(number)).map(Scored::predictions)));
    }
    return EvaluationSummary.of(
        folds,
        new Setup(
            trial.name(),
            trial.tested(),
            slides.patients(),
            trial.folds().stream().map(validation::point).toList(),
            slides.columns(request.subgroups()),
            List.copyOf(job.record().warnings()),
            trial.model().card().training().seed()));
  }

  /** Tables of an evaluation on other slides, or of more folds, would be taken for part of this. */
  private void removeOthers() {
    if (!Files.isDirectory(folder())) {
      return;
    }
    try (Stream<Path> files = Files.list(folder())) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName()
            .toString()
            .matches("(fold|external|labeled|validation)_\\d+\\.csv|(subgroups|bags)\\.csv")) {
          Files.delete(file);
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("replace", folder(), e);
    }
  }

  private void show(final EvaluationSummary summary) {
    final Tested tested = trial.tested();
    job.info(
        String.format(
            Locale.ROOT,
            "evaluate: %s AUC %s over %d %s of %d patient(s), %d network(s), accuracy %s%s",
            switch (tested.kind()) {
              case TEST -> "test";
              case EXTERNAL -> "external";
              case LABELED -> "no test:";
            },
            summary.pooledAuc().map(Interval::text).orElse("not defined (one class only)"),
            summary.pooled().rows().size(),
            tested.slides(),
            summary.all().patients(),
            summary.folds().size(),
            summary.pooledAccuracy().text(),
            summary.fewPatients() ? " (few patients: see the interval)" : ""));
  }
}
