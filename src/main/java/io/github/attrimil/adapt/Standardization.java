package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Mean and standard deviation of each pooled feature over the train slides before adapting; a fixed
 * part of the classifier, which would learn slowly from features of any other scale.
 *
 * @param mean D
 * @param sd D, none much smaller than their mean
 */
record Standardization(NDArray mean, NDArray sd) {

  /** Features are divided by at least this share of the mean standard deviation. */
  private static final double LEAST_SPREAD = 0.2;

  /**
   * Measures.
   *
   * @param cache outputs of a stage for every patch
   * @param slides the patches of each train slide
   * @param adapter what is applied to the outputs before they are pooled
   * @param manager owns the result
   * @return mean and standard deviation of each channel
   */
  static Standardization of(
      final StageCache cache,
      final List<PatchPool.Part> slides,
      final UnaryOperator<NDArray> adapter,
      final NDManager manager) {
    double[] sum = null;
    double[] squares = null;
    long n = 0;
    for (final PatchPool.Part part : slides) {
      try (NDManager scope = manager.newSubManager()) {
        final NDArray pooled =
            ResidualNetwork.pooled(adapter.apply(cache.read(part.first(), part.count(), scope)));
        final float[] rows = pooled.toFloatArray();
        final int d = rows.length / part.count();
        if (sum == null) {
          sum = new double[d];
          squares = new double[d];
        }
        for (int i = 0; i < rows.length; i++) {
          sum[i % d] += rows[i];
          squares[i % d] += (double) rows[i] * rows[i];
        }
        n += part.count();
      }
    }
    return of(sum, squares, n, manager);
  }

  private static Standardization of(
      final double[] sum, final double[] squares, final long n, final NDManager manager) {
    final float[] mean = new float[sum.length];
    final double[] spread = new double[sum.length];
    for (int k = 0; k < mean.length; k++) {
      mean[k] = (float) (sum[k] / n);
      spread[k] = Math.sqrt(Math.max(squares[k] / n - sum[k] / n * (sum[k] / n), 0));
    }
    // A channel that hardly varies carries little, and elsewhere it must not outweigh all else.
    final double usual = Arrays.stream(spread).average().orElseThrow();
    final float[] sd = new float[mean.length];
    for (int k = 0; k < sd.length; k++) {
      sd[k] = usual > 0 ? (float) Math.max(spread[k], LEAST_SPREAD * usual) : 1;
    }
    return new Standardization(manager.create(mean), manager.create(sd));
  }

  /**
   * @param features N x D
   * @return the same, standardized; gradients flow through
   */
  NDArray apply(final NDArray features) {
    return features.sub(mean).div(sd);
  }
}
