package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.train.bags.BagCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Trains one fold of a model and writes all that belongs to it. */
final class FoldTraining {

  /** Folds have seeds this far apart. */
  private static final long SEEDS = 1000;

  /**
   * What all folds of a run share.
   *
   * @param project the project
   * @param request what is trained
   * @param data what it is trained on
   * @param device where it computes
   * @param bags what is read
   * @param atOnce how many folds are trained at the same time
   */
  record Shared(
      Project project,
      TrainStage.Request request,
      TrainingData data,
      Device device,
      BagCache bags,
      int atOnce) {}

  /**
   * What a fold's training did now.
   *
   * @param epochs how many
   * @param time they took
   */
  record Done(int epochs, Trainer.Time time) {}

  private final Shared shared;
  private final FoldState state;
  private final Job job;
  private EventFile events;
  private int shown;

  FoldTraining(final Shared shared, final FoldState state, final Job job) {
    this.shared = shared;
    this.state = state;
    this.job = job;
  }

  Done train() {
    final int k = state.fold();
    final TrainStage.Request request = shared.request();
    final Split split = shared.data().splits().get(k);
    final Optional<Trainer.Snapshot> before = state.stopped();
    final List<Trainer.Epoch> known = before.map(Trainer.Snapshot::epochs).orElse(List.of());
    before.ifPresent(
        b -> job.info("train: resuming after epoch " + (known.size() - 1) + " of fold " + k));
    events = EventFile.open(curves(), known.size());
    final Trainer.Result result =
        new Trainer(
                request.recipe(),
                shared.bags()::get,
                shared.data().labels(),
                shared.device(),
                request.seed() + SEEDS * k,
                shared.atOnce(),
                job)
            .run("fold " + k, shared.data().classes().size(), split, before, this::ended);
    show(k, result);
    // A finished fold writes no step again.
    events.force();
    state.finish(result.state(), new TrainingLog(result.parts(), result.epochs()));
    return new Done(result.epochs().size() - known.size(), result.time());
  }

  private Path curves() {
    return shared.project().curves(shared.request().model(), state.fold());
  }

  private void ended(final Trainer.Ended ended) {
    final int k = state.fold();
    final String model = shared.request().model();
    if (!events.exists()) {
      events = EventFile.open(curves(), 0);
    }
    // The last, and those that a file lacks which was removed meanwhile.
    ended.epochs().stream()
        .skip(events.steps())
        .forEach(epoch -> events.add(TrainingLog.scalars(ended.parts(), epoch)));
    final int epoch = ended.last().epoch();
    // After a stop those before it, too, so that curves are whole.
    ended.epochs().stream()
        .skip(shown)
        .forEach(e -> job.epoch(model, k, e.epoch(), TrainingLog.scalars(ended.parts(), e)));
    shown = ended.epochs().size();
    final int every = shared.request().folds().saveEvery();
    if (every > 0 && (epoch + 1) % every == 0) {
      TorchFile.write(
          shared
              .project()
              .model(model)
              .resolve(String.format(Locale.ROOT, "s_%d_epoch_%d_checkpoint.pt", k, epoch)),
          ended.model().get());
    }
    state.take(ended);
  }

  private void show(final int k, final Trainer.Result result) {
    final Trainer.Epoch best = result.epochs().get(result.bestEpoch());
    job.info(
        String.format(
            Locale.ROOT,
            "train: fold %d, best of %d epochs is %d, validation loss %.4f, accuracy %.3f",
            k,
            result.epochs().size(),
            result.bestEpoch(),
            best.validation().loss(),
            best.validation().accuracy()));
  }
}
