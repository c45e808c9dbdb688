package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.LeakCheck;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stage from a model to its metrics on held-out slides: writes results/NAME/ with fold_K.csv,
 * validation_K.csv, summary.csv and summary_mean.csv. The report is written by those who call it.
 */
public final class EvaluateStage {

  private static final String STAGE = "evaluate";

  private final Project project;
  private final TrainedModel model;
  private final Job job;
  private final BagSource bags;

  private EvaluateStage(final Project project, final TrainedModel model, final Job job) {
    this.project = project;
    this.model = model;
    this.job = job;
    this.bags = BagSource.of(project);
  }

  /**
   * Predicts the test slides of every fold with that fold's network and measures.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
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
    return run(project, modelName, device, redo, LeakPolicy.REFUSE, job);
  }

  /**
   * The same, where test data may have leaked into the training of the model.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param device where networks compute
   * @param redo whether finished, matching results are made again
   * @param leaks what happens with leaks that were not let through when the model was trained
   * @param job shows progress
   * @return its metrics
   */
  public static EvaluationSummary run(
      final Project project,
      final String modelName,
      final DeviceChoice device,
      final boolean redo,
      final LeakPolicy leaks,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    final EvaluateStage stage = new EvaluateStage(project, model, job);
    return new Stage(STAGE, project, redo, job)
        .once(model.card().name(), () -> stage.plan(device, leaks));
  }

  private Plan<EvaluationSummary> plan(final DeviceChoice device, final LeakPolicy leaks) {
    final List<Split> splits = model.splits(project, job);
    final Cohort cohort = Cohort.read(project.slidesCsv());
    LeakCheck.of(project, cohort, splits).judge(leaks, model.card().leaks(), job);
    final Map<String, Integer> labels = labels(cohort);
    final List<Path> inputs = inputs(splits);
    final Path folder = project.results(model.card().name());
    final List<Path> outputs = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      outputs.add(folder.resolve("fold_" + k + ".csv"));
      outputs.add(folder.resolve("validation_" + k + ".csv"));
    }
    outputs.add(folder.resolve("summary.csv"));
    final StampKey key = new StampKey().with("labels", new TreeMap<>(labels).toString());
    return Plan.of(
            new Target(model.card().name(), key, inputs, outputs),
            () -> evaluate(splits, labels, device))
        .whenFinished(folder + " is already finished", () -> read(splits.size()));
  }

  private EvaluationSummary evaluate(
      final List<Split> splits, final Map<String, Integer> labels, final DeviceChoice device) {
    final Path folder = project.results(model.card().name());
    final List<EvaluationSummary.Fold> folds = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      folds.add(fold(k, splits.get(k), labels, device));
    }
    final EvaluationSummary summary = EvaluationSummary.of(folds, model.card().training().seed());
    summary.write(folder);
    for (final EvaluationSummary.Fold fold : folds) {
      if (fold.validation().isPresent()) {
        fold.validation().get().write(folder.resolve("validation_" + fold.number() + ".csv"));
      }
    }
    job.record().stage(STAGE, "folds", folds.size());
    job.record().stage(STAGE, "slides", summary.pooled().rows().size());
    show(summary);
    return summary;
  }

  private void show(final EvaluationSummary summary) {
    job.info(
        String.format(
            Locale.ROOT,
            "evaluate: test AUC %s over %d slides of %d fold(s), accuracy %s",
            summary.pooledAuc().map(Interval::text).orElse("not defined (one class only)"),
            summary.pooled().rows().size(),
            summary.folds().size(),
            summary.pooledAccuracy().text()));
  }

  private Map<String, Integer> labels(final Cohort cohort) {
    final Map<String, Integer> labels = new HashMap<>();
    final List<String> classes = model.card().classes();
    for (final Cohort.LabeledSlide slide : cohort.labeled()) {
      labels.put(slide.slideId(), classes.indexOf(slide.label()));
    }
    return labels;
  }

  private List<Path> inputs(final List<Split> splits) {
    final List<Path> inputs = new ArrayList<>(model.checkpoints());
    if (!model.card().splits().isEmpty()) {
      inputs.add(project.model(model.card().name()).resolve("model.json"));
    }
    for (int k = 0; k < splits.size(); k++) {
      if (model.card().splits().isEmpty()) {
        inputs.add(project.split(k));
      }
      for (final List<String> part : List.of(splits.get(k).val(), splits.get(k).test())) {
        for (final String slide : part) {
          final Path features = bags.file(slide);
          if (!inputs.contains(features)) {
            inputs.add(features);
          }
        }
      }
    }
    return inputs;
  }

  private EvaluationSummary.Fold fold(
      final int k,
      final Split split,
      final Map<String, Integer> labels,
      final DeviceChoice device) {
    if (split.test().isEmpty()) {
      throw new AttriMilException(
          "Fold "
              + k
              + " of the model \""
              + model.card().name()
              + "\" has no test slides; run `split` again with more slides, then train again");
    }
    // A file from elsewhere has one network, which is tried on every fold.
    try (MilModel network = model.load(Math.min(k, model.checkpoints().size() - 1), device, job)) {
      final Predictions test = predict(network, split.test(), labels, "test " + k);
      final Optional<Predictions> val =
          split.val().isEmpty()
              ? Optional.empty()
              : Optional.of(predict(network, split.val(), labels, "val " + k));
      return new EvaluationSummary.Fold(k, test, val);
    }
  }

  private Predictions predict(
      final MilModel network,
      final List<String> slides,
      final Map<String, Integer> labels,
      final String what) {
    final Progress progress = job.progress(what, "slides", slides.size());
    final List<Predictions.Row> rows = new ArrayList<>();
    for (final String slide : slides) {
      final int truth = labels.getOrDefault(slide, -1);
      if (truth < 0) {
        throw new AttriMilException(
            "The slide \""
                + slide
                + "\" has no label among the model's classes "
                + model.card().classes()
                + "; correct "
                + project.slidesCsv());
      }
      final Bag bag = bags.open(slide, model.card().features());
      final BagScores scores = BagScores.of(network, bag);
      rows.add(new Predictions.Row(slide, truth, scores.predicted(), scores.probabilities()));
      progress.add(1);
    }
    return new Predictions(rows);
  }

  /** Reads metrics that were written before. */
  private EvaluationSummary read(final int folds) {
    final Path folder = project.results(model.card().name());
    final List<EvaluationSummary.Fold> read = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      final Path validation = folder.resolve("validation_" + k + ".csv");
      read.add(
          new EvaluationSummary.Fold(
              k,
              Predictions.read(folder.resolve("fold_" + k + ".csv")),
              Files.exists(validation)
                  ? Optional.of(Predictions.read(validation))
                  : Optional.empty()));
    }
    return EvaluationSummary.of(read, model.card().training().seed());
  }
}
