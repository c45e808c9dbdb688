package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.ReductionChoice;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.reduction.WhitenedPca;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.bags.BagQueue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trains one network on one fold: one bag a step, drawn class-balanced; the weights with the
 * smallest validation loss are kept.
 */
public final class Trainer {

  /**
   * One epoch's means over its steps.
   *
   * @param epoch from 0
   * @param loss what was minimized
   * @param parts its unweighted terms, in the order of the objective's
   * @param validation metrics of the validation bags
   */
  public record Epoch(int epoch, double loss, List<Double> parts, Validation validation) {}

  /**
   * What a training gave.
   *
   * @param state the best weights, by the reference's names
   * @param bestEpoch when they were reached
   * @param parts the names of the loss's terms
   * @param epochs all epochs
   * @param time that the epochs took which were trained now
   */
  public record Result(
      Map<String, Tensor> state,
      int bestEpoch,
      List<String> parts,
      List<Epoch> epochs,
      Time time) {}

  /**
   * How long epochs took.
   *
   * @param seconds in all
   * @param waited of these, seconds in which the network waited for bags to be read
   */
  public record Time(double seconds, double waited) {

    /** Of no epoch. */
    static final Time NONE = new Time(0, 0);

    Time plus(final Time other) {
      return new Time(seconds + other.seconds, waited + other.waited);
    }

    /**
     * @return the fraction of the time in which the network was busy; 1 where there were no epochs
     */
    public double busy() {
      return seconds > 0 ? 1 - waited / seconds : 1;
    }
  }

  /**
   * A training after an epoch, to resume from.
   *
   * @param state as {@link Ended#snapshot} gave it
   * @param epochs all epochs until then, at least one
   */
  record Snapshot(Map<String, Tensor> state, List<Epoch> epochs) {}

  /**
   * A training after an epoch.
   *
   * @param parts the names of the loss's terms
   * @param epochs all epochs so far
   * @param model copies out the weights of this epoch, by the reference's names
   * @param snapshot copies out weights, best weights and the learner's state
   */
  record Ended(
      List<String> parts,
      List<Epoch> epochs,
      Supplier<Map<String, Tensor>> model,
      Supplier<Map<String, Tensor>> snapshot) {

    Epoch last() {
      return epochs.get(epochs.size() - 1);
    }
  }

  /** Bags that are read ahead of all folds at work take up to one part in so many of the heap. */
  private static final int AHEAD_PART = 8;

  private final Recipe recipe;
  private final Function<String, Bag> bags;
  private final Map<String, Integer> labels;
  private final Device device;
  private final long seed;
  private final int atOnce;
  private final Job job;

  /**
   * @param recipe what to train and how
   * @param bags gives a bag by its id; asked by another thread, too
   * @param labels each bag's class
   * @param device where it computes
   * @param seed same seed, same result
   * @param job shows progress; asked for each bag whether to stop
   */
  public Trainer(
      final Recipe recipe,
      final Function<String, Bag> bags,
      final Map<String, Integer> labels,
      final Device device,
      final long seed,
      final Job job) {
    this(recipe, bags, labels, device, seed, 1, job);
  }

  /**
   * @param atOnce how many trainings share the memory
   */
  Trainer(
      final Recipe recipe,
      final Function<String, Bag> bags,
      final Map<String, Integer> labels,
      final Device device,
      final long seed,
      final int atOnce,
      final Job job) {
    this.recipe = recipe;
    this.bags = bags;
    this.labels = Map.copyOf(labels);
    this.device = device;
    this.seed = seed;
    this.atOnce = atOnce;
    this.job = job;
  }

  /**
   * Trains.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param split bags to learn from, and those that choose the epoch; without any the last epoch is
   *     kept
   * @return the best weights
   */
  public Result run(final String what, final int classes, final Split split) {
    return run(what, classes, split, Optional.empty(), ended -> {});
  }

  /**
   * Trains, or resumes a training: the result is the same.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param split as for {@link #run(String, int, Split)}
   * @param before the snapshot to resume from, if any
   * @param watcher called after every epoch
   * @return the best weights
   */
  Result run(
      final String what,
      final int classes,
      final Split split,
      final Optional<Snapshot> before,
      final Consumer<Ended> watcher) {
    final ReducedBags seen = seen(what, split.train(), before);
    final long ahead = Runtime.getRuntime().maxMemory() / (AHEAD_PART * atOnce);
    try (BagQueue queue = new BagQueue(seen::read, ahead)) {
      return new TrainingRun(
              new TrainingRun.Fixed(recipe, labels, device, seed, job),
              what,
              classes,
              split,
              seen,
              queue)
          .run(before, watcher);
    }
  }

  /** Bags with reduced features, where the recipe wants that. */
  private ReducedBags seen(
      final String what, final List<String> train, final Optional<Snapshot> before) {
    if (before.isPresent()) {
      return Reduction.of(before.get().state())
          .map(reduction -> ReducedBags.of(reduction, bags, device, atOnce))
          .orElse(ReducedBags.none(bags));
    }
    final ReductionChoice choice = recipe.get(TrainingOptions.REDUCTION);
    final Optional<Integer> wanted =
        choice.width(bags.apply(train.get(0)).dimension(), train.size());
    return wanted.isEmpty()
        ? ReducedBags.none(bags)
        : ReducedBags.of(reduction(what, train, choice, wanted.get()), bags, device, atOnce);
  }

  private Reduction reduction(
      final String what, final List<String> train, final ReductionChoice choice, final int width) {
    final ReductionFit fit = new ReductionFit(bags, labels, seed);
    if (choice.equals(ReductionChoice.STANDARD)) {
      return fit.standardized(train, job::checkCanceled);
    }
    if (choice.equals(ReductionChoice.SQUARES)) {
      return fit.withSquares(train, job::checkCanceled);
    }
    final WhitenedPca pca = fit.fit(train, width, job::checkCanceled);
    job.info(
        String.format(
            Locale.ROOT,
            "train %s: %d features reduced to %d, which hold %.1f%% of their variance",
            what,
            pca.reduction().features(),
            pca.reduction().width(),
            100 * pca.explained()));
    return pca.reduction();
  }
}
