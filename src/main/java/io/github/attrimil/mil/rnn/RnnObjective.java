package io.github.attrimil.mil.rnn;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PooledObjective;

/**
 * MIL-RNN's loss: the cross-entropy of the bag's logits, which teaches the recurrent network, and
 * that of the most suspicious patch's (max pooling), which teaches the classifier of patches.
 *
 * <p>In the first epochs the mean of the patches' logits takes the place of the most suspicious
 * one's ({@link PooledObjective}). The paper, which learns from thousands of slides, has none of
 * this.
 */
final class RnnObjective extends PooledObjective {

  /** The name of the term of the classifier of patches. */
  static final String PATCH = "patch";

  /**
   * @param pooled epochs in which all patches teach the classifier of patches
   */
  RnnObjective(final int pooled) {
    super(pooled, PATCH);
  }

  @Override
  protected NDArray patches(final BagOutput out, final boolean mean) {
    final Rnn.Pooled own = (Rnn.Pooled) out.own();
    return mean ? own.mean() : own.top();
  }

  @Override
  protected NDArray total(final NDArray whole, final NDArray patches) {
    return whole.add(patches);
  }
}
