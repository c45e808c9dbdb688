package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Trains one network on one fold: one bag a step, drawn class-balanced; the weights with the
 * smallest validation loss are kept.
 */
public final class Trainer {

  /**
   * One epoch's means over its steps.
   *
   * @param epoch from 0
   * @param loss all terms, weighted
   * @param bag cross-entropy
   * @param spatial the spatial constraint, unweighted
   * @param rank the ranking constraint, unweighted
   * @param validation mean cross-entropy of the validation slides, NaN without any
   * @param accuracy share of validation slides told right, NaN without any
   */
  public record Epoch(
      int epoch,
      double loss,
      double bag,
      double spatial,
      double rank,
      double validation,
      double accuracy) {}

  /**
   * What came of a training.
   *
   * @param state the best weights, by official name
   * @param bestEpoch when they were reached
   * @param epochs all epochs
   */
  public record Result(Map<String, Tensor> state, int bestEpoch, List<Epoch> epochs) {}

  private static final String MODEL = "model.";
  private static final String BEST = "best.";

  private final Preset preset;
  private final Function<String, Bag> bags;
  private final Map<String, Integer> labels;
  private final Device device;
  private final long seed;
  private final Job job;

  /**
   * @param preset every number of the training
   * @param bags gives a slide's bag
   * @param labels each slide's class
   * @param device where it computes
   * @param seed same seed, same result
   * @param job told of progress; asked for each bag whether to stop
   */
  public Trainer(
      final Preset preset,
      final Function<String, Bag> bags,
      final Map<String, Integer> labels,
      final Device device,
      final long seed,
      final Job job) {
    this.preset = preset;
    this.bags = bags;
    this.labels = Map.copyOf(labels);
    this.device = device;
    this.seed = seed;
    this.job = job;
  }

  /** Where a training stands after an epoch. */
  @FunctionalInterface
  interface Keeper {
    /**
     * @param state weights, best weights and what the optimizer remembers, to be copied out if
     *     wanted
     * @param epochs all epochs so far
     */
    void keep(Supplier<Map<String, Tensor>> state, List<Epoch> epochs);
  }

  /**
   * Where a training stood.
   *
   * @param state as the {@link Keeper} was given it
   * @param epochs all epochs until then, at least one
   */
  record Stand(Map<String, Tensor> state, List<Epoch> epochs) {}

  /**
   * Trains.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param train slides to learn from
   * @param val slides that choose the epoch; without any the last one is kept
   * @return the best weights
   */
  public Result run(
      final String what, final int classes, final List<String> train, final List<String> val) {
    return run(what, classes, train, val, Optional.empty(), (state, epochs) -> {});
  }

  /**
   * Trains, or goes on with it: the result is the same.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param train slides to learn from
   * @param val slides that choose the epoch; without any the last one is kept
   * @param before where it stood, if it was begun before
   * @param keeper told after every epoch
   * @return the best weights
   */
  Result run(
      final String what,
      final int classes,
      final List<String> train,
      final List<String> val,
      final Optional<Stand> before,
      final Keeper keeper) {
    final int d = bags.apply(train.get(0)).dimension();
    try (AttriMil model = network(d, classes, before);
        Learner learner = new Learner(model, preset, seed)) {
      final int[] y = train.stream().mapToInt(labels::get).toArray();
      final int drawn = Math.max(train.size(), preset.bags());
      final BalancedSampler sampler = new BalancedSampler(y, drawn, seed);
      final List<Epoch> epochs = new ArrayList<>();
      final AtomicReference<Map<String, Tensor>> best = new AtomicReference<>();
      before.ifPresent(
          stand -> {
            epochs.addAll(stand.epochs());
            final long steps = (long) epochs.size() * drawn;
            learner.resume(stand.state(), epochs.size(), steps);
            sampler.skip(epochs.size());
            best.set(Checkpoint.part(BEST, stand.state()));
          });
      final Progress progress =
          job.progress("train " + what, "bags", (long) (preset.epochs() - epochs.size()) * drawn);
      while (epochs.size() < preset.epochs() && !stops(epochs, val)) {
        final int epoch = epochs.size();
        learner.startEpoch();
        final List<Learner.Terms> terms = new ArrayList<>();
        for (final int i : sampler.epoch()) {
          terms.add(learner.step(bags.apply(train.get(i)), y[i]));
          progress.add(1);
        }
        learner.endEpoch().forEach(warning -> job.warn(what + ", " + warning));
        epochs.add(epoch(epoch, terms, validate(model, val)));
        final double validation = epochs.get(epoch).validation();
        if (!val.isEmpty() && !Double.isFinite(validation)) {
          throw new AttriMilException(
              "The validation loss of "
                  + what
                  + " became "
                  + validation
                  + " in epoch "
                  + epoch
                  + "; train with a smaller rate=");
        }
        if (best(epochs, val) == epoch) {
          best.set(model.stateDict());
        }
        keeper.keep(
            () -> {
              final Map<String, Tensor> state = learner.state();
              state.putAll(Checkpoint.prefixed(MODEL, model.stateDict()));
              state.putAll(Checkpoint.prefixed(BEST, best.get()));
              return state;
            },
            epochs);
      }
      return new Result(best.get(), best(epochs, val), epochs);
    }
  }

  private AttriMil network(final int d, final int classes, final Optional<Stand> before) {
    if (before.isPresent()) {
      return AttriMil.of(Checkpoint.part(MODEL, before.get().state()), device);
    }
    return preset.even()
        ? AttriMil.zeroInitialized(d, classes, seed, device)
        : AttriMil.random(d, classes, seed, device);
  }

  /**
   * The epoch of the smallest validation loss, the first of equals; without val slides the last.
   */
  private static int best(final List<Epoch> epochs, final List<String> val) {
    int best = val.isEmpty() ? epochs.size() - 1 : 0;
    for (int i = best + 1; i < epochs.size(); i++) {
      best = epochs.get(i).validation() < epochs.get(best).validation() ? i : best;
    }
    return best;
  }

  /** Whether patience has run out. */
  private boolean stops(final List<Epoch> epochs, final List<String> val) {
    final int epoch = epochs.size() - 1;
    return preset.patience() > 0
        && epoch > preset.patienceFrom()
        && epoch - best(epochs, val) > preset.patience();
  }

  private static Epoch epoch(
      final int epoch, final List<Learner.Terms> terms, final double[] validation) {
    return new Epoch(
        epoch,
        mean(terms, Learner.Terms::loss),
        mean(terms, Learner.Terms::bag),
        mean(terms, Learner.Terms::spatial),
        mean(terms, Learner.Terms::rank),
        validation[0],
        validation[1]);
  }

  private static double mean(
      final List<Learner.Terms> terms, final ToDoubleFunction<Learner.Terms> term) {
    return terms.stream().mapToDouble(term).average().orElseThrow();
  }

  /** Mean cross-entropy and accuracy of the validation slides. */
  private double[] validate(final AttriMil model, final List<String> val) {
    if (val.isEmpty()) {
      return new double[] {Double.NaN, Double.NaN};
    }
    double loss = 0;
    double right = 0;
    for (final String slide : val) {
      job.checkCanceled();
      final BagScores scores = BagScores.of(model, bags.apply(slide));
      final int label = labels.get(slide);
      loss -= Math.log(Math.max(scores.probabilities()[label], 1e-300));
      right += scores.predicted() == label ? 1 : 0;
    }
    return new double[] {loss / val.size(), right / val.size()};
  }
}
