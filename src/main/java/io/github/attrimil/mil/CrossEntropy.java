package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** The cross-entropy of the bag's logits: -log softmax(logits)[label]. */
public final class CrossEntropy implements Objective {

  /** The name of the term. */
  public static final String BAG = "bag";

  @Override
  public List<String> parts() {
    return List.of(BAG);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final NDArray loss = of(scorer.score(bag).logits(), label);
    return new Losses(loss, Map.of(BAG, loss), () -> {});
  }

  /**
   * @param logits C
   * @param label a class
   * @return a single number, through which gradients flow
   */
  public static NDArray of(final NDArray logits, final int label) {
    return logits.logSoftmax(0).get(label).neg();
  }
}
