package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.bag.Bag;
import io.github.attrimil.file.Tensor;
import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.job.Progress;
import io.github.attrimil.model.AttriMil;
import io.github.attrimil.model.BagScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
    final int d = bags.apply(train.get(0)).dimension();
    try (AttriMil model =
            preset.even()
                ? AttriMil.even(d, classes, seed, device)
                : AttriMil.random(d, classes, seed, device);
        Learner learner = new Learner(model, preset, seed, new BranchWatch(what, classes, job))) {
      final int[] y = train.stream().mapToInt(labels::get).toArray();
      final int drawn = Math.max(train.size(), preset.bags());
      final BalancedSampler sampler = new BalancedSampler(y, drawn, seed);
      final Progress progress =
          job.progress("train " + what, "bags", (long) preset.epochs() * drawn);
      final List<Epoch> epochs = new ArrayList<>();
      Map<String, Tensor> best = null;
      double least = Double.POSITIVE_INFINITY;
      int bestEpoch = 0;
      for (int epoch = 0; epoch < preset.epochs(); epoch++) {
        learner.startEpoch();
        final List<Learner.Terms> terms = new ArrayList<>();
        for (final int i : sampler.epoch()) {
          terms.add(learner.step(bags.apply(train.get(i)), y[i]));
          progress.add(1);
        }
        learner.endEpoch();
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
        if (val.isEmpty() || validation < least) {
          least = validation;
          best = model.stateDict();
          bestEpoch = epoch;
        } else if (preset.patience() > 0
            && epoch - bestEpoch > preset.patience()
            && epoch > preset.patienceFrom()) {
          break;
        }
      }
      return new Result(best, bestEpoch, epochs);
    }
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
