package io.github.attrimil.mil.mamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gradients of weights by name, each the sum of its shares. */
final class GradientSums {

  private final NDManager scope;
  private final Map<String, NDArray> sums = new LinkedHashMap<>();

  /**
   * @param scope owns the sums
   */
  GradientSums(final NDManager scope) {
    this.scope = scope;
  }

  /**
   * @param name of a tensor
   * @param share what is added to its gradient; not to be used afterwards
   */
  void add(final String name, final NDArray share) {
    final NDArray before = sums.get(name);
    if (before == null) {
      share.attach(scope);
      sums.put(name, share);
    } else {
      before.addi(share);
      share.close();
    }
  }

  /**
   * Adds y^T x, the gradient of a matrix that turns rows x into rows of which y is the gradient.
   *
   * @param name of the matrix, out x in
   * @param y rows x out
   * @param x rows x in
   */
  void product(final String name, final NDArray y, final NDArray x) {
    try (NDArray turned = y.transpose()) {
      add(name, turned.matMul(x));
    }
  }

  /**
   * @param name of a tensor
   * @param tensor its array
   * @return its gradient: zero where nothing was added
   */
  NDArray orZero(final String name, final NDArray tensor) {
    if (!sums.containsKey(name)) {
      add(name, tensor.zerosLike());
    }
    return sums.get(name);
  }
}
