package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The average of a network's weights at the ends of its epochs, which is validated and kept in
 * place of the weights themselves (Polyak and Juditsky 1992, doi 10.1137/0330046; Izmailov et al.
 * 2018, arXiv:1803.05407): after each epoch it becomes average= times itself plus the rest times
 * the weights. In the first epochs, before 1 / (1 - average), it is their plain mean. Training goes
 * on from the weights themselves. With average=0 there is none.
 */
final class WeightAverage {

  private final Recipe recipe;
  private final Device device;
  private Map<String, Tensor> mean = Map.of();

  /**
   * @param recipe of the training
   * @param device where averaged networks compute
   */
  WeightAverage(final Recipe recipe, final Device device) {
    this.recipe = recipe;
    this.device = device;
  }

  private boolean isOff() {
    return recipe.get(TrainingOptions.AVERAGE) == 0;
  }

  /**
   * @param state what {@link #state} gave
   */
  void resume(final Map<String, Tensor> state) {
    mean = state;
  }

  /**
   * @return the average, by the reference's names; empty without one
   */
  Map<String, Tensor> state() {
    return mean;
  }

  /**
   * Takes the weights after an epoch.
   *
   * @param model the network in training
   * @param epochs how many it had before
   */
  void add(final MilModel model, final int epochs) {
    if (isOff()) {
      return;
    }
    final double stays =
        Math.min(recipe.get(TrainingOptions.AVERAGE), epochs / (double) (epochs + 1));
    final Map<String, Tensor> mixed = new LinkedHashMap<>();
    model
        .stateDict()
        .forEach((name, now) -> mixed.put(name, mixed(mean.getOrDefault(name, now), now, stays)));
    mean = mixed;
  }

  private static Tensor mixed(final Tensor before, final Tensor now, final double stays) {
    if (now.dtype() != DType.F32) {
      return now;
    }
    final float[] old = before.floats();
    final float[] values = now.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (stays * old[i] + (1 - stays) * values[i]);
    }
    return Tensor.of(values, now.shape());
  }

  /**
   * @param model the network in training
   * @return the weights to keep, by the reference's names
   */
  Map<String, Tensor> weights(final MilModel model) {
    return isOff() ? model.stateDict() : mean;
  }

  /**
   * @param model the network in training
   * @param work with a network
   * @param <T> of the result
   * @return what it gives for the network of the weights to keep
   */
  <T> T of(final MilModel model, final Function<MilModel, T> work) {
    if (isOff()) {
      return work.apply(model);
    }
    try (MilModel averaged = recipe.kind().load(mean, recipe.options(), device)) {
      return work.apply(averaged);
    }
  }
}
