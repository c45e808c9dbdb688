package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of one bag. It stays on the device, so that a GPU need not be waited for after each
 * term.
 *
 * @param total what is minimized, a single number that gradients flow from
 * @param parts the unweighted terms by name, single numbers, in the order of {@link
 *     Objective#parts}
 * @param later what the objective still does with the bag on the host; to be run once the step has
 *     been launched, while a GPU computes it
 */
public record Losses(NDArray total, Map<String, NDArray> parts, Runnable later) {

  /**
   * The numbers, copied from the device together.
   *
   * @param total the total
   * @param parts the terms by name, in order
   */
  public record Values(double total, Map<String, Double> parts) {}

  /**
   * Waits for the loss.
   *
   * @return its numbers
   */
  public Values values() {
    final NDList all = new NDList(total);
    all.addAll(parts.values());
    try (NDArray together = NDArrays.stack(all)) {
      final float[] values = together.toFloatArray();
      final Map<String, Double> named = new LinkedHashMap<>();
      parts.keySet().forEach(name -> named.put(name, (double) values[1 + named.size()]));
      return new Values(values[0], named);
    }
  }
}
