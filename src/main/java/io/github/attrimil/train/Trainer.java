package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.ReductionChoice;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.reduction.WhitenedPca;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * @param validation mean loss of the validation slides, the cross-entropy for most kinds; NaN
   *     without any
   * @param accuracy share of validation slides predicted right, NaN without any
   */
  public record Epoch(
      int epoch, double loss, List<Double> parts, double validation, double accuracy) {}

  /**
   * What a training gave.
   *
   * @param state the best weights, by the reference's names
   * @param bestEpoch when they were reached
   * @param parts the names of the loss's terms
   * @param epochs all epochs
   */
  public record Result(
      Map<String, Tensor> state, int bestEpoch, List<String> parts, List<Epoch> epochs) {}

  /**
   * A training after an epoch, to resume from.
   *
   * @param state as {@link Snapshots} was given it
   * @param epochs all epochs until then, at least one
   */
  record Snapshot(Map<String, Tensor> state, List<Epoch> epochs) {}

  /** Takes snapshots. */
  @FunctionalInterface
  interface Snapshots {
    /**
     * Called after every epoch.
     *
     * @param state weights, best weights and the learner's state, to be copied out if wanted
     * @param epochs all epochs so far
     */
    void take(Supplier<Map<String, Tensor>> state, List<Epoch> epochs);
  }

  private static final String MODEL = "model.";
  private static final String BEST = "best.";

  private final Recipe recipe;
  private final Function<String, Bag> bags;
  private final Map<String, Integer> labels;
  private final Device device;
  private final long seed;
  private final Job job;

  /**
   * @param recipe what to train and how
   * @param bags gives a slide's bag
   * @param labels each slide's class
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
    this.recipe = recipe;
    this.bags = bags;
    this.labels = Map.copyOf(labels);
    this.device = device;
    this.seed = seed;
    this.job = job;
  }

  /**
   * Trains.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param split slides to learn from, and those that choose the epoch; without any the last epoch
   *     is kept
   * @return the best weights
   */
  public Result run(final String what, final int classes, final Split split) {
    return run(what, classes, split, Optional.empty(), (state, epochs) -> {});
  }

  /**
   * Trains, or resumes a training: the result is the same.
   *
   * @param what the fold, for messages
   * @param classes C
   * @param split as for {@link #run(String, int, Split)}
   * @param before the snapshot to resume from, if any
   * @param snapshots called after every epoch
   * @return the best weights
   */
  Result run(
      final String what,
      final int classes,
      final Split split,
      final Optional<Snapshot> before,
      final Snapshots snapshots) {
    final ReducedBags seen = seen(what, split.train(), before);
    final int width = seen.get(split.train().get(0)).dimension();
    final int[] y = split.train().stream().mapToInt(labels::get).toArray();
    final int drawn = Math.max(y.length, recipe.get(TrainingOptions.BAGS));
    final History history = new History(!split.val().isEmpty());
    final Starts starts = new Starts(recipe, classes, !split.val().isEmpty());
    Map<String, Tensor> best = Map.of();
    if (before.isPresent()) {
      before.get().epochs().forEach(history::add);
      before.get().epochs().forEach(starts::replay);
      best = Checkpoint.part(BEST, before.get().state());
    }
    List<String> parts;
    do {
      final History start = starts.current();
      final long from = starts.seed(seed);
      final Optional<Snapshot> resumed = before.filter(b -> start.size() > 0);
      try (MilModel model = network(new ModelShape(width, classes), resumed, from);
          Learner learner = new Learner(model, recipe, from)) {
        final BalancedSampler sampler = new BalancedSampler(y, drawn, from);
        if (resumed.isPresent()) {
          learner.resume(resumed.get().state(), start.size(), (long) start.size() * drawn);
          sampler.skip(start.size());
        }
        final Progress progress =
            job.progress(
                "train " + what,
                "bags",
                (long) (recipe.get(TrainingOptions.EPOCHS) - start.size()) * drawn);
        while (!start.isOver(recipe)) {
          learner.startEpoch();
          final List<Learner.Terms> terms = new ArrayList<>();
          for (final int i : sampler.epoch()) {
            terms.add(learner.step(seen.get(split.train().get(i)), y[i]));
            progress.add(1);
          }
          final int epoch = history.size();
          learner.endEpoch().forEach(line -> job.warn(what + ", " + line));
          final Epoch ended =
              epoch(epoch, terms, validate(what + " in epoch " + epoch, model, seen, split.val()));
          history.add(ended);
          start.add(ended);
          if (history.best() == epoch) {
            best = model.stateDict();
          }
          final Map<String, Tensor> kept = best;
          snapshots.take(() -> seen.model(state(learner, model, kept)), history.epochs());
        }
        parts = learner.parts();
      }
    } while (again(what, starts, history.size()));
    history.warnings(what, classes).forEach(job::warn);
    return new Result(seen.model(best), history.best(), parts, List.copyOf(history.epochs()));
  }

  /** Whether another start follows, which is shown. */
  private boolean again(final String what, final Starts starts, final int epochs) {
    if (!starts.next()) {
      return false;
    }
    job.info(
        "train "
            + what
            + ": validation was no better than chance, so training starts again from other weights"
            + " in epoch "
            + epochs);
    return true;
  }

  /** Bags with reduced features, where the recipe wants that. */
  private ReducedBags seen(
      final String what, final List<String> train, final Optional<Snapshot> before) {
    if (before.isPresent()) {
      return Reduction.of(before.get().state())
          .map(reduction -> ReducedBags.of(reduction, bags, device))
          .orElse(ReducedBags.none(bags));
    }
    final ReductionChoice choice = recipe.get(TrainingOptions.REDUCTION);
    final Optional<Integer> wanted =
        choice.width(bags.apply(train.get(0)).dimension(), train.size());
    return wanted.isEmpty()
        ? ReducedBags.none(bags)
        : ReducedBags.of(reduction(what, train, choice, wanted.get()), bags, device);
  }

  private Reduction reduction(
      final String what, final List<String> train, final ReductionChoice choice, final int width) {
    final ReductionFit fit = new ReductionFit(bags, labels, seed);
    if (choice.equals(ReductionChoice.STANDARD)) {
      return fit.standardized(train, job::checkCanceled);
    }
    final WhitenedPca pca = fit.fit(train, width, job::checkCanceled);
    job.info(
        String.format(
            Locale.ROOT,
            "train %s: %d features reduced to %d, which hold %.1f %% of their variance",
            what,
            pca.reduction().features(),
            pca.reduction().width(),
            100 * pca.explained()));
    return pca.reduction();
  }

  private MilModel network(
      final ModelShape shape, final Optional<Snapshot> before, final long from) {
    return before.isPresent()
        ? recipe.kind().load(Checkpoint.part(MODEL, before.get().state()), recipe.options(), device)
        : recipe.kind().create(shape, recipe.options(), from, device);
  }

  private static Map<String, Tensor> state(
      final Learner learner, final MilModel model, final Map<String, Tensor> best) {
    final Map<String, Tensor> state = learner.state();
    state.putAll(Checkpoint.prefixed(MODEL, model.stateDict()));
    state.putAll(Checkpoint.prefixed(BEST, best));
    return state;
  }

  private Epoch epoch(
      final int epoch, final List<Learner.Terms> terms, final Validation validation) {
    final List<Double> parts = new ArrayList<>();
    for (final String part : terms.get(0).parts().keySet()) {
      parts.add(terms.stream().mapToDouble(t -> t.parts().get(part)).average().orElseThrow());
    }
    return new Epoch(
        epoch,
        terms.stream().mapToDouble(Learner.Terms::loss).average().orElseThrow(),
        parts,
        validation.loss(),
        validation.accuracy());
  }

  /** Mean cross-entropy and accuracy of the validation slides. */
  private record Validation(double loss, double accuracy) {}

  private Validation validate(
      final String when, final MilModel model, final ReducedBags seen, final List<String> val) {
    if (val.isEmpty()) {
      return new Validation(Double.NaN, Double.NaN);
    }
    double loss = 0;
    double right = 0;
    for (final String slide : val) {
      job.checkCanceled();
      final BagScores scores = BagScores.of(model, seen.get(slide));
      final int label = labels.get(slide);
      loss += model.kind().validationLoss(scores.logits(), label);
      right += scores.predicted() == label ? 1 : 0;
    }
    if (!Double.isFinite(loss)) {
      throw new AttriMilException(
          "The validation loss of " + when + " became " + loss + "; train with a lower rate=");
    }
    return new Validation(loss / val.size(), right / val.size());
  }
}
