package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.attrimil.AttriMilObjective;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What changes while a network learns: its weights, the optimizer's memory and the banks. */
public final class Learner implements AutoCloseable {

  /**
   * The terms of one bag's loss, before the weights moved.
   *
   * @param loss all terms, weighted
   * @param bag cross-entropy
   * @param spatial the spatial constraint, unweighted; 0 where it is not used
   * @param rank the ranking constraint, unweighted; 0 where it is not used
   */
  public record Terms(double loss, double bag, double spatial, double rank) {}

  private static final String OPTIMIZER = "optimizer.";
  private static final String BANKS = "banks.";

  private final AttriMil model;
  private final Preset preset;
  private final SplittableRandom noises;
  private final Optimizer optimizer;
  private final Objective objective;
  private final Gradients gradients;
  private ByteBuffer lent = ByteBuffer.allocate(0);
  private int epoch = -1;

  /**
   * @param model the network, which the caller closes after this
   * @param preset every number of the training
   */
  public Learner(final AttriMil model, final Preset preset) {
    this(model, preset, 0);
  }

  /**
   * @param model the network, which the caller closes after this
   * @param preset every number of the training
   * @param seed of the noise on features
   */
  Learner(final AttriMil model, final Preset preset, final long seed) {
    this.model = model;
    this.preset = preset;
    this.noises = new SplittableRandom(seed);
    this.optimizer = new Optimizer(preset, model.parameters().get(AttriMil.WEIGHTS));
    this.objective = model.kind().objective(model, preset.own(model.kind()));
    this.gradients = model.kind().gradients(model);
  }

  /** Starts the next epoch, the first one too. */
  public void startEpoch() {
    epoch++;
    objective.startEpoch(epoch);
  }

  /**
   * Copies out what it remembers of the epochs so far, besides the network's weights.
   *
   * @return tensors by name
   */
  Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
    state.putAll(Checkpoint.prefixed(BANKS, objective.state()));
    return state;
  }

  /**
   * Goes on where another one stopped.
   *
   * @param state what {@link #state} gave
   * @param epochs how many it had seen
   * @param steps how many bags it had seen
   */
  void resume(final Map<String, Tensor> state, final int epochs, final long steps) {
    optimizer.resume(Checkpoint.part(OPTIMIZER, state));
    objective.resume(Checkpoint.part(BANKS, state));
    epoch = epochs - 1;
    for (long i = 0; i < steps && preset.noise() > 0; i++) {
      noises.nextInt();
    }
  }

  /**
   * Ends an epoch.
   *
   * @return warnings about what was learned
   */
  List<String> endEpoch() {
    return objective.endEpoch(epoch);
  }

  /**
   * Learns from one bag.
   *
   * @param bag the bag
   * @param label its class
   * @return the loss before the weights moved
   * @throws AttriMilException when the loss is not finite
   */
  public Terms step(final Bag bag, final int label) {
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray h =
          scope.create(
              lent(bag.features()), new Shape(bag.size(), bag.dimension()), DataType.FLOAT32);
      final Gradients.Step step = gradients.begin(scope);
      final Terms terms = gather(step, noisy(h), bag, label);
      optimizer.step(step.gradients(), preset.rateIn(epoch));
      return terms;
    }
  }

  /**
   * The features in memory that PyTorch can reach, the same for every step: an array's own would
   * only be given back when Java's garbage is collected.
   */
  private ByteBuffer lent(final float[] features) {
    final int bytes = Math.multiplyExact(features.length, Float.BYTES);
    if (lent.capacity() < bytes) {
      lent = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    lent.clear().limit(bytes);
    lent.asFloatBuffer().put(features);
    return lent;
  }

  /** Uniform noise: what matters is its variance. Each step has a seed of its own. */
  private NDArray noisy(final NDArray h) {
    if (preset.noise() == 0) {
      return h;
    }
    Compute.engine().setRandomSeed(noises.nextInt());
    final int[] patches = {0};
    final NDArray deviation = h.sub(h.mean(patches, true)).square().mean(patches, true).sqrt();
    final float bound = (float) (preset.noise() * Math.sqrt(3));
    return h.getManager().randomUniform(-bound, bound, h.getShape()).muli(deviation).addi(h);
  }

  private Terms gather(final Gradients.Step step, final NDArray h, final Bag bag, final int label) {
    try (GradientCollector collector = Compute.engine().newGradientCollector()) {
      Compute.share(bag.features().length);
      final Losses losses = objective.loss(step, new BagInput(h, bag.grid()), label);
      final Terms terms =
          new Terms(
              losses.total().getFloat(),
              losses.parts().get(CrossEntropy.BAG),
              losses.parts().get(AttriMilObjective.SPATIAL),
              losses.parts().get(AttriMilObjective.RANK));
      if (!Double.isFinite(terms.loss())) {
        throw new AttriMilException(
            "The loss became "
                + terms.loss()
                + " in epoch "
                + epoch
                + " at the slide \""
                + bag.slideId()
                + "\"; train with a smaller rate=");
      }
      collector.backward(losses.total());
      return terms;
    }
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
