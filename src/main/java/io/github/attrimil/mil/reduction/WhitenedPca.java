package io.github.attrimil.mil.reduction;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;

/**
 * Principal components scaled to unit variance. With the mean m of patches, their covariance S and
 * its d largest eigenvalues l_k with eigenvectors v_k, the features y_k = v_k (h - m) / sqrt(l_k)
 * are uncorrelated and of variance 1 (Jolliffe, Principal Component Analysis, 2nd edition, Springer
 * 2002, section 2.3, doi 10.1007/b98835). Each v_k points so that its largest entry is above 0.
 *
 * @param reduction its features in falling order of the variance they had
 * @param explained the share of the patches' variance that they hold, from 0 to 1
 */
public record WhitenedPca(Reduction reduction, double explained) {

  /** Smaller eigenvalues, as a share of the largest, are rounding errors of float32 features. */
  private static final double NOISE = 1e-9;

  /**
   * Fits a reduction.
   *
   * @param moments of patches
   * @param wanted d; the rank of the covariance where that is less
   * @param seed same seed, same result
   * @return the reduction
   * @throws io.github.attrimil.core.AttriMilException when all patches have the same features
   */
  public static WhitenedPca of(final Moments moments, final int wanted, final long seed) {
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final double variance = Arrays.stream(moments.variances()).sum();
      final NDArray covariance = moments.covariance(manager);
      final Subspace leading =
          Subspace.leading(covariance, Math.min(wanted, moments.features()), seed);
      final double[] values =
          Arrays.stream(leading.values())
              .filter(value -> value > NOISE * leading.values()[0])
              .toArray();
      return new WhitenedPca(
          reduction(values, leading.vectors(), moments.mean()),
          Arrays.stream(values).sum() / variance);
    }
  }

  private static Reduction reduction(
      final double[] values, final double[][] vectors, final double[] mean) {
    final int features = mean.length;
    final float[] weight = new float[values.length * features];
    final float[] bias = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      final double scale = sign(vectors[k]) / Math.sqrt(values[k]);
      double shift = 0;
      for (int i = 0; i < features; i++) {
        weight[k * features + i] = (float) (vectors[k][i] * scale);
        shift -= weight[k * features + i] * mean[i];
      }
      bias[k] = (float) shift;
    }
    return new Reduction(
        Tensor.of(weight, values.length, features), Tensor.of(bias, values.length));
  }

  /** Of the largest entry, the first of equals. */
  private static double sign(final double[] vector) {
    double largest = 0;
    for (final double v : vector) {
      largest = Math.abs(v) > Math.abs(largest) ? v : largest;
    }
    return Math.signum(largest);
  }
}
