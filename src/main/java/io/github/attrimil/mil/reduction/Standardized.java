package io.github.attrimil.mil.reduction;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;

/**
 * Features scaled one by one: y = (h - m) / s, with the mean m and the standard deviation s of each
 * over the patches. It is a {@link Reduction} that keeps their number, d = D, with a diagonal W. A
 * feature that all patches share becomes 0.
 */
public final class Standardized {

  private Standardized() {}

  /**
   * @param moments of patches
   * @return what scales their features
   * @throws io.github.attrimil.core.AttriMilException when all patches have the same features
   */
  public static Reduction of(final Moments moments) {
    final int d = moments.features();
    final double[] mean = moments.mean();
    final float[] weight = new float[d * d];
    final float[] bias = new float[d];
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final double[] variances = moments.variances(manager).toDoubleArray();
      for (int i = 0; i < d; i++) {
        final double scale = variances[i] > 0 ? 1 / Math.sqrt(variances[i]) : 0;
        weight[i * d + i] = (float) scale;
        bias[i] = (float) (-mean[i] * scale);
      }
    }
    return new Reduction(Tensor.of(weight, d, d), Tensor.of(bias, d));
  }
}
