package io.github.attrimil.mil.transmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.tensor.Compute;

/**
 * The cross-entropy of the bag's logits + patchloss= times that of the patches': for each class the
 * largest logit of a patch, in whose place the mean of all is in the first epochs ({@link
 * PooledObjective}), as DSMIL's first stream has it. The reference has the bag's term alone, with
 * which a lesion of few patches must be found through the class token's attention; where the tokens
 * of patches are trained themselves, less noise on the features is enough to keep the network from
 * memorizing slides.
 */
final class TransMilObjective extends PooledObjective {

  /** The name of the term of the patches. */
  static final String PATCH = "patch";

  private final double weight;

  /**
   * @param weight of the patches' term
   * @param pooled epochs in which the mean of the patches is in the place of the strongest
   */
  TransMilObjective(final double weight, final int pooled) {
    super(pooled, PATCH);
    this.weight = weight;
  }

  @Override
  protected NDArray patches(final BagOutput out, final boolean mean) {
    return pooled(((PatchEvidence.InstanceLogits) out.patches()).logits(), mean);
  }

  @Override
  protected NDArray total(final NDArray whole, final NDArray patches) {
    return whole.add(Compute.weighted(patches, weight));
  }
}
