package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Compute;

/**
 * Half the loss of the bag's logits and half that of the critical patches' logits, in whose place
 * the mean of all patches' logits is in the first epochs ({@link PooledObjective}).
 */
final class DsmilObjective extends PooledObjective {

  /** A loss of C logits. */
  @FunctionalInterface
  interface Classification {

    /** A single number, through which gradients flow. */
    NDArray of(NDArray logits, int label);
  }

  /** The name of the term of the critical patches. */
  static final String STRONGEST = "strongest";

  private final Classification classification;

  /**
   * The recipe of both kinds, chosen by validation on generated cohorts. Attention is a product of
   * two queries that learn at once: without a bound on the gradient training diverges, and without
   * noise on the features it remembers the slides. Ten epochs of mean pooling were too many: where
   * lesions are faint, the patches' mean memorizes the slides.
   *
   * @param usual every option of the kind
   * @return the same with the values that it learns with
   */
  static Options recipe(final Options usual) {
    return usual
        .with(TrainingOptions.RATE, 1e-2)
        .with(TrainingOptions.CLIP, 1.0)
        .with(TrainingOptions.NOISE, 1.0)
        .with(PooledObjective.OPTION, 5);
  }

  /**
   * @param classification the loss of the bag's logits and of the patches'
   * @param pooled epochs in which all patches teach the classifier of patches
   */
  DsmilObjective(final Classification classification, final int pooled) {
    super(pooled, STRONGEST);
    this.classification = classification;
  }

  @Override
  protected NDArray term(final NDArray logits, final int label) {
    return classification.of(logits, label);
  }

  @Override
  protected NDArray patches(final BagOutput out, final boolean mean) {
    final Dsmil.Instances own = (Dsmil.Instances) out.own();
    return mean ? own.mean() : own.strongest();
  }

  @Override
  protected NDArray total(final NDArray whole, final NDArray patches) {
    return Compute.weighted(whole.add(patches), 0.5);
  }
}
