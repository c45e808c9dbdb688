package io.github.attrimil.mil.reduction;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Compute;

/**
 * Weighted mean and covariance of patches, added group by group. Sums are of differences to the
 * first group's mean, so that nothing cancels where features lie far from 0; products within a
 * group are computed in float32, and summed in doubles.
 */
public final class Moments implements AutoCloseable {

  private static final int[] PATCHES = {0};

  private final NDManager manager;
  private final int features;
  private final NDArray products;
  private final NDArray sum;
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
      final NDArray squares = away.transpose().matMul(away).toType(DataType.FLOAT64, false);
      products.addi(squares.muli(share / n));
      sum.addi(away.toType(DataType.FLOAT64, false).sum(PATCHES).muli(share / n));
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

  /** D x D, in the scope. */
  NDArray covariance(final NDManager scope) {
    final NDArray shift = shift(scope).reshape(features, 1);
    final NDArray covariance = products.div(weight);
    covariance.attach(scope);
    return covariance.subi(shift.matMul(shift.transpose()));
  }

  /**
   * @param scope owns the result
   * @return D, the variance of each feature
   * @throws AttriMilException when all patches have the same features
   */
  NDArray variances(final NDManager scope) {
    final NDArray variances = covariance(scope).flatten().get("::" + (features + 1));
    variances.attach(scope);
    if (!(variances.sum().getDouble() > 0)) {
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
