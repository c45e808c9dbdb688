package io.github.attrimil.mil.attrimil;

/** How the weights of a network to train are drawn. */
public enum Start {
  /**
   * Zero-initialized attention and a residual adaptor that adds nothing: each logit starts as the
   * mean of a linear evidence, so that what is learned depends less on the draw.
   */
  ZERO,
  /** As in the authors' code: every linear layer drawn as PyTorch draws it. */
  RANDOM
}
