package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.Origin;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds what a model's networks make of their own validation slides, wherever it is tried: in
 * validation.csv in its folder, else by predicting them in the project that it was trained in.
 */
final class ModelValidation {

  private final TrainedModel model;
  private final boolean elsewhere;

  /**
   * @param trial what is tried
   */
  ModelValidation(final Trial trial) {
    this(trial.model(), trial.tested().kind() == Tested.Kind.EXTERNAL);
  }

  /**
   * @param model a model
   * @param elsewhere whether the slides that it is tried on are of no split of its own
   */
  ModelValidation(final TrainedModel model, final boolean elsewhere) {
    this.model = model;
    this.elsewhere = elsewhere;
  }

  private Map<Integer, Path> checkpoints(final Origin origin) {
    final Map<Integer, Path> checkpoints = new TreeMap<>();
    for (int k = 0; k < origin.folds().size(); k++) {
      checkpoints.put(origin.folds().get(k), model.checkpoints().get(k));
    }
    return checkpoints;
  }

  /**
   * @return files that the choices of an external evaluation are made from, where they are
   */
  List<Path> inputs() {
    return !elsewhere
        ? List.of()
        : model
            .origin()
            .map(o -> o.folder().resolve(Validation.FILE))
            .filter(Files::exists)
            .stream()
            .toList();
  }

  /**
   * @param device where networks compute
   * @param job warned where nothing is known of validation slides
   * @return the networks' scores of their validation slides
   */
  Validation find(final DeviceChoice device, final Job job) {
    if (!elsewhere || model.origin().isEmpty()) {
      return Validation.unknown();
    }
    final Origin origin = model.origin().get();
    final Optional<Validation> written = Validation.read(origin.folder(), checkpoints(origin));
    if (written.isPresent()) {
      return written.get();
    }
    final Optional<Validation> predicted = predict(origin, device, job);
    if (predicted.isEmpty()) {
      job.warn(
          "Nothing was chosen on validation slides for the model \""
              + model.card().name()
              + "\": "
              + origin.folder().resolve(Validation.FILE)
              + " is missing, and its validation slides are not available. Probabilities are not"
              + " calibrated, and there is no threshold; run `evaluate` in the project it was"
              + " trained in");
    }
    return predicted.orElse(Validation.unknown());
  }

  private Optional<Validation> predict(
      final Origin origin, final DeviceChoice device, final Job job) {
    final Optional<Project> home = origin.project().map(Project::new);
    final List<FoldSplit> splits = origin.splits();
    if (home.isEmpty() || splits.isEmpty() || !Files.exists(home.get().slidesCsv())) {
      return Optional.empty();
    }
    final LabeledSlides slides = new LabeledSlides(home.get(), model.card());
    final List<String> all = new ArrayList<>();
    splits.forEach(s -> all.addAll(s.val()));
    if (all.isEmpty() || !all.stream().allMatch(s -> slides.isUsable(s))) {
      return Optional.empty();
    }
    final Map<Integer, Scored> scored = new TreeMap<>();
    for (int k = 0; k < splits.size(); k++) {
      if (!splits.get(k).val().isEmpty()) {
        try (MilModel network = model.load(k, device, job)) {
          final int fold = origin.folds().get(k);
          scored.put(fold, slides.score(network, splits.get(k).val(), "val " + fold, job));
        }
      }
    }
    final Validation validation = new Validation(scored, slides.patients());
    keep(validation);
    return Optional.of(validation);
  }

  /**
   * Writes the scores into the model's folder, where all of its networks have some.
   *
   * @param validation the scores
   */
  void keep(final Validation validation) {
    model
        .origin()
        .filter(o -> o.folds().size() == o.card().training().folds())
        .filter(o -> Files.isWritable(o.folder()))
        .ifPresent(o -> validation.write(o.folder(), checkpoints(o)));
  }
}
