package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;

/** A network's evidence for each patch, by what a map of it may claim. */
public sealed interface PatchEvidence {

  /**
   * Scores that add up to the logit: logit_c = sum_i score_ic / sum_i exp(attention_ic) + bias_c.
   *
   * @param score N x C, above zero where patch i supports class c, below where it opposes it
   * @param attention N x C, before the exponential
   * @param bias C
   * @param meaning what a score is: an attribute score, or a contribution
   */
  record Additive(NDArray score, NDArray attention, NDArray bias, PatchMeaning meaning)
      implements PatchEvidence {

    /**
     * Attribute scores.
     *
     * @param score N x C
     * @param attention N x C, before the exponential
     * @param bias C
     */
    public Additive(final NDArray score, final NDArray attention, final NDArray bias) {
      this(score, attention, bias, PatchMeaning.SCORE);
    }

    /**
     * The largest |attention| whose exponential a score holds: exp stays finite up to here in
     * float32, with room for sums over a bag.
     */
    public static final float LARGEST_EXPONENT = 60;

    /**
     * @param attention before the exponential
     * @return the exponent that a score holds: the attention, clipped to the bound
     */
    public static double exponent(final float attention) {
      return Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, attention));
    }
  }

  /**
   * Each patch classified. The values are evidence for and against a class, but no shares of the
   * bag's logit, which may be their mean, their maximum or something else.
   *
   * @param logits N x C
   * @param attention N x C or N x 1, before any softmax; null for a kind without
   * @param contextual whether a patch's logits depend on the other patches too: the classifier of
   *     the bag applied to what the network made of the patch among the others
   */
  record InstanceLogits(NDArray logits, NDArray attention, boolean contextual)
      implements PatchEvidence {

    /**
     * Each patch classified on its own.
     *
     * @param logits N x C
     * @param attention N x C or N x 1, before any softmax; null for a kind without
     */
    public InstanceLogits(final NDArray logits, final NDArray attention) {
      this(logits, attention, false);
    }
  }

  /**
   * Where the network looked, which is neither for nor against a class.
   *
   * @param attention N x 1 or N x C, before the softmax over patches
   */
  record AttentionOnly(NDArray attention) implements PatchEvidence {}
}
