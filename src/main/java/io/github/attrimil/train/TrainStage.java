package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.bags.BagCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The stage from features and splits to a model: writes models/NAME/. */
public final class TrainStage {

  private static final String STAGE = "train";

  private static final String CURVES = "fold_\\d+";
  private static final String NETWORK = "s_\\d+(_epoch_\\d+)?_checkpoint\\.pt";

  /** What bags take of the heap at most, as one part in so many. */
  private static final int CACHE_PART = 3;

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
   * @param folds which folds are trained
   */
  public record Request(
      String model,
      Recipe recipe,
      List<String> classes,
      DeviceChoice device,
      long seed,
      boolean redo,
      LeakPolicy leaks,
      Folds folds) {

    /** Checks what cannot be together. */
    public Request {
      if (redo && folds.only().isPresent()) {
        throw new UsageException(
            "redo=true trains all folds of a model again, and fold="
                + folds.only().getAsInt()
                + " one of them; give one of the two");
      }
    }

    /**
     * What to train: all folds, refusing leaks.
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
      this(model, recipe, classes, device, seed, redo, LeakPolicy.REFUSE, Folds.ALL);
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
   * Trains a model on every fold, or on one. A training that was stopped is resumed, and its result
   * is the same as without the stop.
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
              final TrainingData data =
                  TrainingData.read(project, request.classes(), request.recipe());
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
    final Path folder = folder();
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
    if (request.folds().saveEvery() > 0) {
      key.with("saveevery", request.folds().saveEvery());
    }
    final List<Integer> wanted = request.folds().numbers(data.splits().size());
    final Checkpoint unfinished = new Checkpoint(folder);
    final List<FoldState> states = new ArrayList<>();
    for (int k = 0; k < data.splits().size(); k++) {
      states.add(
          new FoldState(k, unfinished.part("fold_" + k), project.checkpoint(request.model(), k)));
    }
    return Plan.of(
            new Target(request.model(), key, data.files(), outputs),
            () -> {
              // First: on a machine without that device the older model stays.
              final Device device = Compute.device(request.device(), job);
              begin(unfinished, key);
              return train(states, wanted, device);
            })
        .whenFinished("the model \"" + request.model() + "\" is already finished", () -> folder)
        .whenWhole(() -> states.stream().allMatch(FoldState::isFinished))
        .filling(folder)
        .lastly(unfinished::remove);
  }

  private Path folder() {
    return project.model(request.model());
  }

  /**
   * Goes on with what is there of the same training from the same files; else removes what is there
   * of another, which with folds of this one would pass for a model.
   */
  private void begin(final Checkpoint unfinished, final StampKey key) {
    final Map<String, String> begun = new HashMap<>(key.asMap());
    for (final Path file : data.files()) {
      try {
        begun.put(
            "file " + project.root().relativize(file),
            Files.size(file) + " bytes, " + Files.getLastModifiedTime(file));
      } catch (final IOException e) {
        throw FileFailure.of("read", file, e);
      }
    }
    if (!unfinished.hasBegun(begun)) {
      final List<Path> old = new ArrayList<>(List.of(folder().resolve("model.json")));
      old.add(folder().resolve("log.csv"));
      old.addAll(list(folder(), NETWORK));
      for (final Path curves : list(project.curves(request.model(), 0).getParent(), CURVES)) {
        old.add(curves.resolve(EventFile.NAME));
        old.add(curves);
      }
      FoldState.forget(old);
      unfinished.beginAnew(begun);
    }
  }

  private static List<Path> list(final Path folder, final String names) {
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return files.filter(f -> f.getFileName().toString().matches(names)).toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
  }

  private Path train(
      final List<FoldState> states, final List<Integer> wanted, final Device device) {
    final int folds = states.size();
    final List<Integer> due = wanted.stream().filter(k -> !states.get(k).isFinished()).toList();
    final int atOnce =
        request.folds().atOnce().number(() -> FoldPool.room(folds, device, data.files()));
    final FoldTraining.Shared shared =
        new FoldTraining.Shared(
            project,
            request,
            data,
            device,
            new BagCache(data.bags(project), CACHE_PART),
            Math.max(1, Math.min(atOnce, due.size())));
    final List<FoldTraining.Done> done =
        FoldPool.train(
            due,
            shared.atOnce(),
            FoldPool.threads(folds),
            job,
            (k, own) -> new FoldTraining(shared, states.get(k), own).train());
    record(done, folds);
    finish(states);
    return folder();
  }

  /** Of this run, as its seconds are: those of a run that was stopped are not known. */
  private void record(final List<FoldTraining.Done> done, final int folds) {
    job.record().stage(STAGE, "folds", folds);
    job.record().stage(STAGE, "epochs", done.stream().mapToInt(FoldTraining.Done::epochs).sum());
    final Trainer.Time time =
        done.stream().map(FoldTraining.Done::time).reduce(Trainer.Time.NONE, Trainer.Time::plus);
    job.record().stage(STAGE, "epoch_seconds", time.seconds());
    job.record().stage(STAGE, "waiting_for_bags_seconds", time.waited());
    job.record().stage(STAGE, "network_busy", time.busy());
    if (time.seconds() > 0) {
      job.info(
          String.format(Locale.ROOT, "train: network busy %.1f%% of the time", 100 * time.busy()));
    }
  }

  /** Writes the log and the card, of the folds that are finished so far. */
  private void finish(final List<FoldState> states) {
    final List<FoldState> finished = states.stream().filter(FoldState::isFinished).toList();
    TrainingLog.table(finished.stream().map(FoldState::log).toList())
        .write(folder().resolve("log.csv"));
    card(finished).write(folder().resolve("model.json"));
    if (finished.size() < states.size()) {
      job.info(
          "train: "
              + finished.size()
              + " of "
              + states.size()
              + " folds of the model \""
              + request.model()
              + "\" are finished; `train` without fold= trains the others. Until then each is a"
              + " model by its file, such as model="
              + project.checkpoint(request.model(), finished.get(0).fold()));
    }
  }

  /** As they were when each fold ended, in whichever run that was. */
  private List<String> warnings(final List<FoldState> finished) {
    final List<String> warnings = new ArrayList<>();
    for (final FoldState state : finished) {
      final Split split = data.splits().get(state.fold());
      final int classes = data.classes().size();
      final Chance chance =
          Chance.of(request.recipe(), classes, split.train(), split.val(), data.labels());
      final Starts starts = new Starts(request.recipe(), chance, !split.val().isEmpty());
      // A log does not say where a start diverged, which matters for the wording alone.
      starts.replay(TrainingLog.read(state.log()).epochs(), Map.of());
      warnings.addAll(starts.all().warnings("fold " + state.fold(), chance));
    }
    return warnings;
  }

  private ModelCard card(final List<FoldState> finished) {
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
            widths(finished),
            Versions.ofThis(),
            warnings(finished)),
        IntStream.range(0, folds)
            .mapToObj(k -> FoldSplit.of(project.split(k), data.slideSplits().get(k)))
            .toList(),
        data.leaks());
  }

  /** What each fold's network sees, where features are reduced. */
  private List<Integer> widths(final List<FoldState> finished) {
    return finished.stream()
        .map(s -> Reduction.of(TorchFile.read(project.checkpoint(request.model(), s.fold()))))
        .flatMap(Optional::stream)
        .map(Reduction::width)
        .toList();
  }
}
