package io.github.attrimil.train;

import io.github.attrimil.file.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mean of a network's weights over its last epochs: a plain mean until there are as many epochs
 * as asked for, then each new one counts as one of that many and the older ones fade. Bags come one
 * at a time, so that the weights of any one step lean to the bags just seen; their mean does not
 * (Izmailov et al. 2018, "Averaging weights leads to wider optima", arXiv:1803.05407).
 */
final class WeightAverage {

  private final int most;
  private final Map<String, double[]> means = new LinkedHashMap<>();
  private int seen;

  /**
   * @param most how many epochs, at least 1
   */
  WeightAverage(final int most) {
    this.most = most;
  }

  /**
   * Takes an epoch's weights in.
   *
   * @param state weights by name
   * @return the mean with them, by the same names
   */
  Map<String, Tensor> add(final Map<String, Tensor> state) {
    seen = Math.min(seen + 1, most);
    final Map<String, Tensor> averaged = new LinkedHashMap<>();
    state.forEach((name, tensor) -> averaged.put(name, mean(name, tensor)));
    return averaged;
  }

  private Tensor mean(final String name, final Tensor tensor) {
    final float[] now = tensor.floats();
    final double[] mean = means.computeIfAbsent(name, n -> new double[now.length]);
    final float[] rounded = new float[now.length];
    for (int i = 0; i < now.length; i++) {
      mean[i] += (now[i] - mean[i]) / seen;
      rounded[i] = (float) mean[i];
    }
    return Tensor.of(rounded, tensor.shape());
  }
}
