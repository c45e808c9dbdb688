package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Recording;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that changes while a network learns: its weights, the state of the optimizer and that
 * of the objective. A step is one bag: the objective's loss, the backward pass, the optimizer's
 * step.
 */
public final class Learner implements AutoCloseable {

  /**
   * The loss of one bag, before the weights moved.
   *
   * @param loss what was minimized
   * @param parts the unweighted terms by name, in the order of {@link Objective#parts}
   */
  public record Terms(double loss, Map<String, Double> parts) {}

  private static final String OPTIMIZER = "optimizer.";
  private static final String OBJECTIVE = "objective.";

  private final MilModel model;
  private final Recipe recipe;
  private final Objective objective;
  private final Gradients gradients;
  private final Optimizer optimizer;
  private final FeatureNoise noise;
  private final DeviceBags bags;
  private int epoch = -1;

  /**
   * @param model the network, which the caller closes after this
   * @param recipe every hyperparameter, of the network's kind
   * @param seed of the noise on features and of whatever else is random in a step
   */
  public Learner(final MilModel model, final Recipe recipe, final long seed) {
    this.model = model;
    this.recipe = recipe;
    this.objective = recipe.kind().objective(model, recipe.options());
    this.gradients = recipe.kind().gradients(model);
    this.optimizer =
        new Optimizer(Optimizer.Settings.of(recipe.options()), model.parameters(), model.manager());
    this.bags = new DeviceBags(model.manager());
    this.noise = new FeatureNoise(recipe.get(TrainingOptions.NOISE), seed);
  }

  /**
   * @return the names of the loss's terms
   */
  List<String> parts() {
    return objective.parts();
  }

  /** Starts the next epoch, the first one too. */
  public void startEpoch() {
    epoch++;
    objective.startEpoch(epoch);
  }

  /**
   * Ends an epoch.
   *
   * @return warnings about what was learned, each one line
   */
  List<String> endEpoch() {
    return objective.endEpoch(epoch);
  }

  /**
   * Copies out what it keeps of the epochs so far, without the network's weights.
   *
   * @return tensors by name
   */
  Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
    state.putAll(Checkpoint.prefixed(OBJECTIVE, objective.state()));
    return state;
  }

  /**
   * Resumes a training.
   *
   * @param state what {@link #state} gave
   * @param epochs how many were trained
   * @param steps how many bags they had
   */
  void resume(final Map<String, Tensor> state, final int epochs, final long steps) {
    optimizer.resume(Checkpoint.part(OPTIMIZER, state));
    objective.resume(Checkpoint.part(OBJECTIVE, state));
    noise.skip(steps);
    epoch = epochs - 1;
  }

  /**
   * Learns from one bag.
   *
   * @param bag the bag
   * @param label its class
   * @return the loss before the weights moved
   * @throws Diverged when the loss is not finite
   */
  public Terms step(final Bag bag, final int label) {
    return step(bag, label, 1);
  }

  /**
   * Learns from one bag.
   *
   * @param bag the bag
   * @param label its class
   * @param weight factor of its loss, one for each class at most
   * @return the loss before the weights moved
   * @throws Diverged when the loss is not finite
   */
  Terms step(final Bag bag, final int label, final double weight) {
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray h = bags.features(bag, scope);
      final Gradients.Step step = gradients.begin(scope);
      final Losses losses = backward(step, new BagInput(noise.next(h), bag.grid()), label, weight);
      final Losses.Values values = finite(losses.values(), bag);
      // From here on nothing waits for a GPU.
      optimizer.step(step.gradients(), recipe.rateIn(epoch));
      losses.later().run();
      return new Terms(weight * values.total(), values.parts());
    }
  }

  private Losses backward(
      final Gradients.Step step, final BagInput bag, final int label, final double weight) {
    try (Recording.Open recording = Recording.on()) {
      Compute.share(bag.h().size());
      final Losses losses = objective.loss(step, bag, label);
      Recording.backward(weight == 1 ? losses.total() : Compute.weighted(losses.total(), weight));
      return losses;
    }
  }

  private Losses.Values finite(final Losses.Values values, final Bag bag) {
    if (!Double.isFinite(values.total())) {
      throw new Diverged(
          "The loss became "
              + values.total()
              + " in epoch "
              + epoch
              + " at the slide \""
              + bag.slideId()
              + "\"");
    }
    return values;
  }

  @Override
  public void close() {
    objective.close();
    bags.close();
    optimizer.close();
  }
}
