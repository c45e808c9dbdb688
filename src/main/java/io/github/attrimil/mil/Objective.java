package io.github.attrimil.mil;

import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** What is minimized in one training, with what it remembers: banks, teachers, clusterers. */
public interface Objective extends AutoCloseable {

  /**
   * @return the names of the terms, in the order of log.csv, whose columns are NAME_loss
   */
  List<String> parts();

  /**
   * The loss of a bag in training.
   *
   * @param scorer the network, through which further patches may be scored with gradients
   * @param bag the bag
   * @param label its class
   * @return the loss
   */
  Losses loss(Scorer scorer, BagInput bag, int label);

  /**
   * @param epoch counted from 0
   */
  default void startEpoch(final int epoch) {}

  /**
   * @param epoch counted from 0
   * @return warnings about what the network has or has not learned, each one line with what to do
   */
  default List<String> endEpoch(final int epoch) {
    return List.of();
  }

  /**
   * @return what it remembers, by name, so that a stopped training can be resumed
   */
  default Map<String, Tensor> state() {
    return Map.of();
  }

  /**
   * @param state what {@link #state} gave
   */
  default void resume(final Map<String, Tensor> state) {}

  @Override
  default void close() {}
}
