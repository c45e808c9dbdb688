package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The normalized temperature-scaled cross-entropy of SimCLR (Chen et al. 2020, arXiv:2002.05709,
 * equation 1): of all other views, each view is to find its own partner by cosine similarity.
 */
final class NtXent {

  /** Stands for minus infinity without giving NaN in gradients. */
  private static final float NEVER = -1e9f;

  private static final float TINY = 1e-12f;

  private final NDArray never;
  private final NDArray partners;
  private final NDArray temperature;
  private final NDArray views;
  private final NDArray tiny;

  /**
   * @param pairs B
   * @param temperature similarities are divided by
   * @param manager owns what every step needs
   */
  NtXent(final int pairs, final double temperature, final NDManager manager) {
    final int n = 2 * pairs;
    final float[] self = new float[n * n];
    final float[] partner = new float[n * n];
    for (int i = 0; i < n; i++) {
      self[i * n + i] = NEVER;
      partner[i * n + (i + pairs) % n] = 1;
    }
    this.never = manager.create(self, new Shape(n, n));
    this.partners = manager.create(partner, new Shape(n, n));
    this.temperature = manager.create((float) temperature);
    this.views = manager.create((float) n);
    this.tiny = manager.create(TINY);
  }

  /**
   * @param z 2B x d: the first views of B patches, then their second views
   * @return 2B x 2B logarithms of the chance that a row's partner is the column
   */
  NDArray logChances(final NDArray z) {
    final NDArray norm = z.mul(z).sum(new int[] {1}, true).add(tiny).sqrt();
    final NDArray unit = z.div(norm);
    return unit.matMul(unit.transpose()).div(temperature).add(never).logSoftmax(1);
  }

  /**
   * @param logChances of {@link #logChances}
   * @return the mean loss of the 2B views
   */
  NDArray loss(final NDArray logChances) {
    return logChances.mul(partners).sum().div(views).neg();
  }

  /**
   * @param logChances of {@link #logChances}
   * @param pairs B
   * @return the share of views whose partner is the likeliest
   */
  static double accuracy(final float[] logChances, final int pairs) {
    final int n = 2 * pairs;
    int right = 0;
    for (int i = 0; i < n; i++) {
      int best = 0;
      for (int j = 1; j < n; j++) {
        best = logChances[i * n + j] > logChances[i * n + best] ? j : best;
      }
      right += best == (i + pairs) % n ? 1 : 0;
    }
    return right / (double) n;
  }
}
