package io.github.attrimil.mil.reduction;

import io.github.attrimil.tensor.Tensor;

/**
 * Features scaled one by one: y = (h - m) / s, with the mean m and the standard deviation s of each
 * over the patches. It is a {@link Reduction} that keeps their number, d = D, with a diagonal W. A
 * feature that all patches share becomes 0.
 */
public final class Standardized {

  /** Squares of features are those of values up to three standard deviations from the mean. */
  private static final float LIMIT = 3;

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
    final double[] variances = moments.variances();
    for (int i = 0; i < d; i++) {
      final double scale = variances[i] > 0 ? 1 / Math.sqrt(variances[i]) : 0;
      weight[i * d + i] = (float) scale;
      bias[i] = (float) (-mean[i] * scale);
    }
    return new Reduction(Tensor.of(weight, d, d), Tensor.of(bias, d));
  }

  /**
   * Scaled features and their squares, in which a network that is linear in its features can tell
   * values in the middle of a range from those at its ends, as the axis-parallel rectangles do that
   * MUSK was made for (Dietterich, Lathrop and Lozano-Perez, 1997,
   * https://doi.org/10.1016/S0004-3702(96)00034-3).
   *
   * @param moments of patches
   * @return what gives 2 D features, D of them scaled and D squares
   * @throws io.github.attrimil.core.AttriMilException when all patches have the same features
   */
  public static Reduction withSquares(final Moments moments) {
    final Reduction linear = of(moments);
    return new Reduction(linear.weight(), linear.bias(), LIMIT);
  }
}
