package io.github.attrimil.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.bag.Bag;
import io.github.attrimil.encoder.Compute;
import io.github.attrimil.file.Tensor;
import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.job.Progress;
import io.github.attrimil.model.AttriMil;
import io.github.attrimil.model.BagOutput;
import io.github.attrimil.model.BagScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    try (AttriMil model = AttriMil.random(d, classes, seed, device);
        Optimizer optimizer = new Optimizer(preset, model.parameters(), model.manager())) {
      model.parameters().values().forEach(p -> p.setRequiresGradient(true));
      final int[] y = train.stream().mapToInt(labels::get).toArray();
      final BalancedSampler sampler = new BalancedSampler(y, seed);
      final RankConstraint rank = new RankConstraint(preset.rankForm(), classes);
      final Progress progress =
          job.progress("train " + what, "bags", (long) preset.epochs() * train.size());
      final List<Epoch> epochs = new ArrayList<>();
      Map<String, Tensor> best = null;
      double least = Double.POSITIVE_INFINITY;
      int bestEpoch = 0;
      for (int epoch = 0; epoch < preset.epochs(); epoch++) {
        rank.startEpoch();
        final double[] sums = new double[4];
        for (final int i : sampler.epoch()) {
          final double[] terms =
              step(model, optimizer, rank, bags.apply(train.get(i)), y[i], epoch);
          for (int t = 0; t < sums.length; t++) {
            sums[t] += terms[t] / train.size();
          }
          progress.add(1);
        }
        final double[] validation = validate(model, val);
        epochs.add(
            new Epoch(epoch, sums[0], sums[1], sums[2], sums[3], validation[0], validation[1]));
        if (val.isEmpty() || validation[0] < least) {
          least = validation[0];
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

  private double[] step(
      final AttriMil model,
      final Optimizer optimizer,
      final RankConstraint rank,
      final Bag bag,
      final int label,
      final int epoch) {
    final Engine engine = Compute.engine();
    final double[] terms = new double[4];
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray h = scope.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      try (GradientCollector gradients = engine.newGradientCollector()) {
        final BagOutput out = model.forward(h);
        final NDArray entropy = out.logits().logSoftmax(0).get(label).neg();
        NDArray loss = entropy;
        terms[1] = entropy.getFloat();
        if (preset.spatial() > 0) {
          final NDArray term = SpatialConstraint.loss(out.attributeScore(), bag.nearest());
          terms[2] = term.getFloat();
          loss = loss.add(term.mul((float) preset.spatial()));
        }
        if (preset.rank() > 0) {
          final NDArray term = rank.loss(model, bag, label, out.attributeScore());
          terms[3] = term.getFloat();
          if (epoch >= preset.warmup()) {
            loss = loss.add(term.mul((float) preset.rank()));
          }
        }
        terms[0] = loss.getFloat();
        if (!Double.isFinite(terms[0])) {
          throw new AttriMilException(
              "The loss became "
                  + terms[0]
                  + " in epoch "
                  + epoch
                  + " at the slide \""
                  + bag.slideId()
                  + "\"; train with a smaller rate=");
        }
        gradients.backward(loss);
      }
      optimizer.step();
    }
    return terms;
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
