package io.github.attrimil.mil.rnn;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.Scorer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MIL-RNN's loss: the cross-entropy of the bag's logits, which teaches the recurrent network, and
 * that of the most suspicious patch's (max pooling), which teaches the classifier of patches.
 *
 * <p>In the first epochs the mean of the patches' logits takes the place of the most suspicious
 * one's ({@link io.github.attrimil.mil.PooledEpochs}). The paper, which learns from thousands of
 * slides, has none of this.
 */
final class RnnObjective implements Objective {

  /** The name of the term of the classifier of patches. */
  static final String PATCH = "patch";

  private final int pooled;
  private int epoch;

  /**
   * @param pooled epochs in which all patches teach the classifier of patches
   */
  RnnObjective(final int pooled) {
    this.pooled = pooled;
  }

  @Override
  public void startEpoch(final int started) {
    epoch = started;
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, PATCH);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final NDArray whole = CrossEntropy.of(out.logits(), label);
    final Rnn.Pooled own = (Rnn.Pooled) out.own();
    final NDArray top = CrossEntropy.of(epoch < pooled ? own.mean() : own.top(), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, whole);
    parts.put(PATCH, top);
    return new Losses(whole.add(top), parts, () -> {});
  }
}
