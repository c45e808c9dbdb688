package io.github.attrimil.mil;

/** Scores bags: a network, or one whose gradients are being recorded. */
@FunctionalInterface
public interface Scorer {

  /**
   * @param bag N patches of D features
   * @return logits and evidence of the patches, in the manager of the bag's features
   */
  BagOutput score(BagInput bag);
}
