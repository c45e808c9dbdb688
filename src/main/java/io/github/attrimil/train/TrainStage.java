package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.BagCache;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Versions;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The stage from features and splits to a model: writes models/NAME/. */
public final class TrainStage {

  private static final String STAGE = "train";

  /** Folds have seeds this far apart. */
  private static final long SEEDS = 1000;

  /**
   * What to train.
   *
   * @param model the model's name
   * @param recipe the kind of model with every hyperparameter
   * @param classes class names in order, or empty for the order of {@link Cohort#classes}
   * @param device where networks compute
   * @param seed same seed, same result
   * @param redo whether a finished, matching model is trained again
   * @param leaks what happens where test data would leak into the training
   */
  public record Request(
      String model,
      Recipe recipe,
      List<String> classes,
      DeviceChoice device,
      long seed,
      boolean redo,
      LeakPolicy leaks) {

    /**
     * What to train, refusing leaks.
     *
     * @param model the model's name
     * @param recipe the kind of model with every hyperparameter
     * @param classes class names in order, or empty for the order of {@link Cohort#classes}
     * @param device where networks compute
     * @param seed same seed, same result
     * @param redo whether a finished, matching model is trained again
     */
    public Request(
        final String model,
        final Recipe recipe,
        final List<String> classes,
        final DeviceChoice device,
        final long seed,
        final boolean redo) {
      this(model, recipe, classes, device, seed, redo, LeakPolicy.REFUSE);
    }
  }

  private final Project project;
  private final Request request;
  private final TrainingData data;
  private final Job job;

  private TrainStage(
      final Project project, final Request request, final TrainingData data, final Job job) {
    this.project = project;
    this.request = request;
    this.data = data;
    this.job = job;
  }

  /**
   * Trains a model on every fold. A training that was stopped is resumed, and its result is the
   * same as without the stop.
   *
   * @param project the project
   * @param request what to train
   * @param job shows progress
   * @return the model's folder
   */
  public static Path run(final Project project, final Request request, final Job job) {
    return new Stage(STAGE, project, request.redo(), job)
        .once(
            request.model(),
            () -> {
              refuseAnotherKind(project, request);
              final TrainingData data = TrainingData.read(project, request.classes());
              data.cohort().warn(job);
              data.leaks().judge(request.leaks(), job);
              return new TrainStage(project, request, data, job).plan();
            });
  }

  /** A model of another kind under the same name is most likely a mistake, and hours of work. */
  private static void refuseAnotherKind(final Project project, final Request request) {
    final Path card = project.model(request.model()).resolve("model.json");
    if (request.redo() || !Files.exists(card)) {
      return;
    }
    final String before = ModelCard.read(card).kind();
    final String kind = request.recipe().kind().name();
    if (!before.equals(kind)) {
      throw new AttriMilException(
          "The model \""
              + request.model()
              + "\" is of kind="
              + before
              + ", and kind="
              + kind
              + " would replace it; choose another name with model=, or replace it with redo=true");
    }
  }

  private Plan<Path> plan() {
    final Path folder = project.model(request.model());
    final List<Path> outputs = new ArrayList<>(List.of(folder.resolve("model.json")));
    for (int k = 0; k < data.splits().size(); k++) {
      outputs.add(project.checkpoint(request.model(), k));
    }
    final StampKey key =
        new StampKey()
            .withAll(request.recipe().options().asMap())
            .with("kind", request.recipe().kind().name())
            .with("preset", request.recipe().preset())
            .with("seed", request.seed())
            .with("classes", data.classes())
            .with("labels", data.labelTexts());
    final FoldSnapshots snapshots = new FoldSnapshots(project, request.model());
    return Plan.of(
            new Target(request.model(), key, data.files(), outputs),
            () -> train(folder, key, snapshots))
        .whenFinished("the model \"" + request.model() + "\" is already finished", () -> folder)
        .lastly(snapshots::remove);
  }

  private Path train(final Path folder, final StampKey key, final FoldSnapshots snapshots) {
    final Device device = Compute.device(request.device(), job);
    snapshots.begin(key.asMap(), data.files(), job);
    final int before = snapshots.log().rows().size();
    final BagCache bags = new BagCache(project);
    List<String> parts = List.of();
    for (int k = snapshots.log().fold(); k < data.splits().size(); k++) {
      final Trainer trainer =
          new Trainer(
              request.recipe(), bags::get, data.labels(), device, request.seed() + SEEDS * k, job);
      parts = fold(k, trainer, snapshots);
    }
    snapshots.log().table(parts).write(folder.resolve("log.csv"));
    card(warnings(snapshots.log())).write(folder.resolve("model.json"));
    job.record().stage(STAGE, "folds", data.splits().size());
    // Of this run, as its seconds are: those of a run that was stopped are not known.
    job.record().stage(STAGE, "epochs", snapshots.log().rows().size() - before);
    return folder;
  }

  /** Trains one fold; gives the names of the loss's terms. */
  private List<String> fold(final int k, final Trainer trainer, final FoldSnapshots snapshots) {
    final Split split = data.splits().get(k);
    final Optional<Trainer.Snapshot> before = snapshots.of(k);
    // A card over new and old folds would pass for a whole model if this run ended here.
    forget(project.model(request.model()).resolve("model.json"));
    final Trainer.Result result =
        trainer.run("fold " + k, data.classes().size(), split, before, snapshots.taking(k));
    snapshots.log().put(k, result.epochs());
    TorchFile.write(project.checkpoint(request.model(), k), result.state());
    final Trainer.Epoch best = result.epochs().get(result.bestEpoch());
    job.info(
        String.format(
            Locale.ROOT,
            "train: fold %d, best of %d epochs is %d, validation loss %.4f, accuracy %.3f",
            k,
            result.epochs().size(),
            result.bestEpoch(),
            best.validation(),
            best.accuracy()));
    return result.parts();
  }

  private static void forget(final Path card) {
    try {
      Files.deleteIfExists(card);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot replace " + card + ": " + e.getMessage(), e);
    }
  }

  /** As they were when each fold ended, in whichever run that was. */
  private List<String> warnings(final TrainingLog log) {
    final List<String> warnings = new ArrayList<>();
    for (int k = 0; k < data.splits().size(); k++) {
      final History history = new History(!data.splits().get(k).val().isEmpty());
      log.epochs(k).forEach(history::add);
      warnings.addAll(history.warnings("fold " + k, data.classes().size()));
    }
    return warnings;
  }

  private ModelCard card(final List<String> warnings) {
    final int folds = data.splits().size();
    return new ModelCard(
        request.recipe().kind().name(),
        request.model(),
        data.classes(),
        data.features(),
        new ModelCard.Training(
            folds,
            request.seed(),
            request.recipe().preset(),
            request.recipe().options().asMap(),
            widths(folds),
            Versions.ofThis(),
            warnings),
        IntStream.range(0, folds)
            .mapToObj(k -> FoldSplit.of(project.split(k), data.splits().get(k)))
            .toList(),
        data.leaks());
  }

  /** What each fold's network sees, where features are reduced. */
  private List<Integer> widths(final int folds) {
    return IntStream.range(0, folds)
        .mapToObj(k -> Reduction.of(TorchFile.read(project.checkpoint(request.model(), k))))
        .flatMap(Optional::stream)
        .map(Reduction::width)
        .toList();
  }
}
