package io.github.attrimil.mil.reduction;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Compute;
import java.util.Arrays;

/**
 * Weighted mean and covariance of patches, added group by group. Sums are of differences to the
 * first group's mean, so that nothing cancels where features lie far from 0; products within a
 * group are computed in float32, and summed in doubles. Variances are computed in doubles alone, so
 * that they are right for features of any size.
 */
public final class Moments implements AutoCloseable {

  private static final int[] PATCHES = {0};

  /** Smaller deviations, as a share of the mean, are rounding errors of float32 features. */
  private static final double ROUNDING = 0x1p-22;

  private final NDManager manager;
  private final int features;
  private final NDArray products;
  private final NDArray sum;
  private final NDArray squares;
  private NDArray origin;
  private double weight;
  private long patches;

  /**
   * @param features D
   */
  public Moments(final int features) {
    this.features = features;
    this.manager = Compute.engine().newBaseManager(Device.cpu());
    this.products = manager.zeros(new Shape(features, features), DataType.FLOAT64);
    this.sum = manager.zeros(new Shape(features), DataType.FLOAT64);
    this.squares = manager.zeros(new Shape(features), DataType.FLOAT64);
  }

  /**
   * Adds patches.
   *
   * @param rows n x D features, flat
   * @param share weight of all of them together
   */
  public void add(final float[] rows, final double share) {
    final int n = rows.length / features;
    try (NDManager scope = manager.newSubManager()) {
      final NDArray h = scope.create(rows, new Shape(n, features));
      if (origin == null) {
        origin = h.mean(PATCHES);
        origin.attach(manager);
      }
      final NDArray away = h.sub(origin);
      final NDArray within = away.transpose().matMul(away).toType(DataType.FLOAT64, false);
      products.addi(within.muli(share / n));
      final NDArray precise = away.toType(DataType.FLOAT64, false);
      sum.addi(precise.sum(PATCHES).muli(share / n));
      squares.addi(precise.square().sum(PATCHES).muli(share / n));
    }
    weight += share;
    patches += n;
  }

  /**
   * @return D
   */
  public int features() {
    return features;
  }

  /**
   * @return how many patches were added
   */
  public long patches() {
    return patches;
  }

  /**
   * @return D
   */
  double[] mean() {
    try (NDManager scope = manager.newSubManager()) {
      return shift(scope).add(origin.toType(DataType.FLOAT64, false)).toDoubleArray();
    }
  }

  /**
   * @param scope owns the result
   * @return D x D
   * @throws AttriMilException when features are too large for their products
   */
  NDArray covariance(final NDManager scope) {
    final NDArray shift = shift(scope).reshape(features, 1);
    final NDArray covariance = products.div(weight);
    covariance.attach(scope);
    covariance.subi(shift.matMul(shift.transpose()));
    if (!Double.isFinite(covariance.sum().getDouble())) {
      throw new AttriMilException(
          "Features of the training slides are too large for principal components (the largest"
              + " standard deviation is "
              + (float) Math.sqrt(Arrays.stream(variances()).max().orElseThrow())
              + "); train with reduction=standard, which scales each feature by itself");
    }
    return covariance;
  }

  /**
   * @return D, the variance of each feature; 0 for one that is the same in all patches but for
   *     rounding errors
   * @throws AttriMilException when all patches have the same features, or when features are too
   *     large for float32
   */
  double[] variances() {
    final double[] mean = mean();
    final double[] variances = new double[features];
    try (NDManager scope = manager.newSubManager()) {
      final double[] shift = shift(scope).toDoubleArray();
      final double[] second = squares.toDoubleArray();
      for (int i = 0; i < features; i++) {
        final double variance = second[i] / weight - shift[i] * shift[i];
        if (!Double.isFinite(variance)) {
          throw new AttriMilException(
              "Feature "
                  + (i + 1)
                  + " of the training slides has values that are too large to be added in float32;"
                  + " divide it by a constant");
        }
        final double rounding = Math.max(ROUNDING * Math.abs(mean[i]), Float.MIN_NORMAL);
        variances[i] = variance > rounding * rounding ? variance : 0;
      }
    }
    if (Arrays.stream(variances).allMatch(v -> v == 0)) {
      throw new AttriMilException(
          "All "
              + patches
              + " patches of the training slides have the same features, which no model can learn"
              + " from; extract the features again");
    }
    return variances;
  }

  private NDArray shift(final NDManager scope) {
    final NDArray shift = sum.div(weight);
    shift.attach(scope);
    return shift;
  }

  @Override
  public void close() {
    manager.close();
  }
}
