package io.github.attrimil.mil;

import io.github.attrimil.core.options.Option;

/** How the weights of an attention network to train are drawn. */
public enum Start {
  /**
   * Zero-initialized attention, and residual branches that add nothing: at first all patches count
   * alike, each for itself. With an adaptor alone the logits are linear in the features, so that
   * what is learned depends less on the draw.
   */
  ZERO,
  /** As in the reference: every linear layer drawn as PyTorch draws it. */
  RANDOM;

  /** The option. "even" is the former name of "zero". */
  public static final Option<Start> OPTION =
      Option.choice(
              "start",
              "Initial weights",
              "Zero-initialized attention, adaptors and exchange between patches, or all weights"
                  + " random as in the authors' code.",
              ZERO)
          .alsoAccepts("even", ZERO);
}
