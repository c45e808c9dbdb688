package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The loss of one bag.
 *
 * @param total what is minimized, a single number that gradients flow from
 * @param parts the unweighted terms by name, in the order of {@link Objective#parts}
 */
public record Losses(NDArray total, Map<String, Double> parts) {}
