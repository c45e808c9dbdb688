package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.bags.BagOrder;
import io.github.attrimil.train.bags.BagQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One training, from its first epoch or from a snapshot. */
final class TrainingRun {

  private static final String MODEL = "model.";
  private static final String BEST = "best.";
  private static final String AVERAGE = "average.";
  private static final String STARTS = "starts.";

  /**
   * What is the same for all trainings of a trainer.
   *
   * @param recipe what to train and how
   * @param labels each bag's class
   * @param device where it computes
   * @param seed same seed, same result
   * @param job shows progress; asked for each bag whether to stop
   */
  record Fixed(Recipe recipe, Map<String, Integer> labels, Device device, long seed, Job job) {}

  private final Recipe recipe;
  private final Map<String, Integer> labels;
  private final Device device;
  private final long seed;
  private final Job job;

  private final String what;
  private final int classes;
  private final Split split;
  private final ReducedBags seen;
  private final BagQueue queue;
  private final int[] y;
  private final double[] weights;
  private final int drawn;
  private final Chance chance;
  private final Starts starts;
  private final History history;
  private Map<String, Tensor> best = Map.of();
  private List<String> parts = List.of();
  private double seconds;

  TrainingRun(
      final Fixed fixed,
      final String what,
      final int classes,
      final Split split,
      final ReducedBags seen,
      final BagQueue queue) {
    this.recipe = fixed.recipe();
    this.labels = fixed.labels();
    this.device = fixed.device();
    this.seed = fixed.seed();
    this.job = fixed.job();
    this.what = what;
    this.classes = classes;
    this.split = split;
    this.seen = seen;
    this.queue = queue;
    this.y = split.train().stream().mapToInt(labels::get).toArray();
    this.weights = BagOrder.weights(recipe.options(), y, classes);
    this.drawn = BagOrder.size(recipe.options(), y.length);
    this.chance = Chance.of(recipe, classes, split.train(), split.val(), labels);
    this.starts = new Starts(recipe, chance, !split.val().isEmpty());
    this.history = starts.all();
  }

  Trainer.Result run(
      final Optional<Trainer.Snapshot> before, final Consumer<Trainer.Ended> watcher) {
    if (before.isPresent()) {
      final Map<String, Tensor> state = before.get().state();
      starts.replay(before.get().epochs(), Checkpoint.part(STARTS, state));
      best = Checkpoint.part(BEST, state);
    }
    boolean again = true;
    while (again) {
      try {
        start(before.filter(b -> starts.current().size() > 0), watcher);
        again = again();
      } catch (final Diverged e) {
        again = againAfter(e);
      }
    }
    history.warnings(what, chance).forEach(job::warn);
    return new Trainer.Result(
        seen.model(best),
        history.best(),
        parts,
        List.copyOf(history.epochs()),
        new Trainer.Time(seconds, queue.waitedSeconds()));
  }

  /** One start: the epochs of one network, all or those after a snapshot. */
  private void start(
      final Optional<Trainer.Snapshot> before, final Consumer<Trainer.Ended> watcher) {
    final History start = starts.current();
    final long from = starts.seed(seed);
    final WeightAverage average = new WeightAverage(recipe, device);
    try (MilModel model = network(before, from);
        Learner learner = new Learner(model, recipe, from)) {
      parts = learner.parts();
      final BagOrder order = BagOrder.of(recipe.options(), y, from);
      if (before.isPresent()) {
        learner.resume(before.get().state(), start.size(), (long) start.size() * drawn);
        order.skip(start.size());
        average.resume(Checkpoint.part(AVERAGE, before.get().state()));
      }
      final Progress progress =
          job.progress(
              "train " + what,
              "bags",
              (long) (recipe.get(TrainingOptions.EPOCHS) - start.size()) * drawn);
      while (!start.isOver(recipe)) {
        final long begun = System.nanoTime();
        final Trained trained = train(learner, order.epoch(), progress);
        average.add(model, start.size());
        final Trainer.Epoch epoch =
            trained.epoch(history.size(), average.of(model, this::validation));
        seconds += (System.nanoTime() - begun) / 1e9;
        starts.add(epoch);
        if (history.best() == epoch.epoch()) {
          best = average.weights(model);
        }
        watcher.accept(
            new Trainer.Ended(
                parts,
                history.epochs(),
                () -> seen.model(average.weights(model)),
                () -> seen.model(state(learner, model, average))));
      }
    }
  }

  private MilModel network(final Optional<Trainer.Snapshot> before, final long from) {
    if (before.isPresent()) {
      final Map<String, Tensor> state = Checkpoint.part(MODEL, before.get().state());
      return recipe.kind().load(state, recipe.options(), device);
    }
    final int width = seen.get(split.train().get(0)).dimension();
    return recipe.kind().create(new ModelShape(width, classes), recipe.options(), from, device);
  }

  /** The means over the steps of an epoch, before its validation. */
  private record Trained(double loss, List<Double> parts) {

    Trainer.Epoch epoch(final int number, final Validation validation) {
      return new Trainer.Epoch(number, loss, parts, validation);
    }
  }

  private Trained train(final Learner learner, final int[] order, final Progress progress) {
    final List<String> coming = new ArrayList<>();
    for (final int i : order) {
      coming.add(split.train().get(i));
    }
    coming.addAll(split.val());
    queue.start(coming);
    learner.startEpoch();
    final List<Learner.Terms> terms = new ArrayList<>();
    for (final int i : order) {
      terms.add(learner.step(queue.next(), y[i], weights[y[i]]));
      progress.add(1);
    }
    learner.endEpoch().forEach(line -> job.warn(what + ", " + line));
    final List<Double> means = new ArrayList<>();
    for (final String part : terms.get(0).parts().keySet()) {
      means.add(terms.stream().mapToDouble(t -> t.parts().get(part)).average().orElseThrow());
    }
    return new Trained(
        terms.stream().mapToDouble(Learner.Terms::loss).average().orElseThrow(), means);
  }

  private Validation validation(final MilModel model) {
    final Validation.Sum sum = new Validation.Sum(classes);
    for (final String bag : split.val()) {
      job.checkCanceled();
      final BagScores scores = BagScores.of(model, queue.next());
      final int label = labels.get(bag);
      sum.add(
          label,
          scores.predicted(),
          scores.probabilities(),
          model.kind().validationLoss(scores.logits(), label));
    }
    if (!Double.isFinite(sum.loss())) {
      throw new Diverged(
          "The validation loss of "
              + what
              + " in epoch "
              + history.size()
              + " became "
              + sum.loss());
    }
    return sum.mean();
  }

  private Map<String, Tensor> state(
      final Learner learner, final MilModel model, final WeightAverage average) {
    final Map<String, Tensor> state = learner.state();
    state.putAll(Checkpoint.prefixed(MODEL, model.stateDict()));
    state.putAll(Checkpoint.prefixed(BEST, best));
    state.putAll(Checkpoint.prefixed(AVERAGE, average.state()));
    state.putAll(Checkpoint.prefixed(STARTS, starts.state()));
    return state;
  }

  /** Whether another start follows, which is shown. */
  private boolean again() {
    if (!starts.next()) {
      return false;
    }
    job.info(
        "train "
            + what
            + ": the validation loss stayed too high (restartabove="
            + recipe.get(TrainingOptions.RESTART_ABOVE)
            + "), so training starts again from other weights in epoch "
            + history.size());
    return true;
  }

  /** Whether another start follows one that diverged; without any, the best epoch before it. */
  private boolean againAfter(final Diverged diverged) {
    if (starts.nextAfterDiverged()) {
      job.warn(
          "train "
              + what
              + ": "
              + diverged.getMessage()
              + ". Training starts again from other weights");
      return true;
    }
    if (!starts.anyEnded()) {
      throw diverged;
    }
    job.warn("train " + what + ": " + diverged.getMessage() + ". An earlier start is kept");
    return false;
  }
}
