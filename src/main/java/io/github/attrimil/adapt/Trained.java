package io.github.attrimil.adapt;

import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The result of a training.
 *
 * @param tensors the encoder's weights by name
 * @param columns of the log
 * @param log a row an epoch
 */
record Trained(Map<String, Tensor> tensors, List<String> columns, List<double[]> log) {}
