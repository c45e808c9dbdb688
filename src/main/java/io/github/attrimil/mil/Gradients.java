package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** How the gradient of a loss reaches a network's weights: autograd, or a kind's own faster way. */
@FunctionalInterface
public interface Gradients {

  /** One step: bags are scored, a loss of them goes backward, and the gradients are taken. */
  interface Step extends Scorer {

    /**
     * @return the gradient of every array of {@link MilModel#parameters}, by its name, after the
     *     loss has been taken backward; the scope owns them
     */
    Map<String, NDArray> gradients();
  }

  /**
   * Begins a step.
   *
   * @param scope owns all arrays of the step
   * @return scores bags and then gives gradients
   */
  Step begin(NDManager scope);
}
