package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.PooledObjective;

/**
 * A term of the default recipe that neither the paper nor the authors' code has: patchloss= times
 * the cross-entropy of max_i u_ic, with u the evidence before the attention, and of the mean over
 * patches in the place of the maximum before epoch pooled= ({@link PooledObjective}). The bag's
 * logits alone can be right for the slides of training by attention to kinds of tissue, and where
 * these are few it stays there; a single patch tells slides apart by a lesion only.
 *
 * <p>Not the scores u exp(a): with them the term grows without bound by attention, and training
 * diverges.
 *
 * @param weight of the term; 0 for none
 * @param pooled epochs in which the mean of the patches is in the place of the strongest
 */
record PatchTerm(double weight, int pooled) {

  /** The name of the term. */
  static final String PATCH = "patch";

  /** Of objectives without it. */
  static final PatchTerm NONE = new PatchTerm(0, 0);

  static PatchTerm of(final Options options) {
    return new PatchTerm(options.get(PooledObjective.WEIGHT), options.get(PooledObjective.OPTION));
  }

  boolean counts() {
    return weight > 0;
  }

  /**
   * @param out of a network that gives its N x C evidence, through which gradients flow
   * @param label the bag's class
   * @param epoch from 0
   * @return the term, unweighted
   */
  NDArray loss(final BagOutput out, final int label, final int epoch) {
    final NDArray patches = PooledObjective.pooled((NDArray) out.own(), epoch < pooled);
    return CrossEntropy.of(patches, label);
  }
}
