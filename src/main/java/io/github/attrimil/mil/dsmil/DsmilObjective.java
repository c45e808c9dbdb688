package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PooledEpochs;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Half the loss of the bag's logits and half that of the critical patches' logits, in whose place
 * the mean of all patches' logits is in the first epochs ({@link PooledEpochs}).
 */
final class DsmilObjective implements Objective {

  /** A loss of C logits. */
  @FunctionalInterface
  interface Classification {

    /** A single number, through which gradients flow. */
    NDArray of(NDArray logits, int label);
  }

  /** The name of the term of the critical patches. */
  static final String STRONGEST = "strongest";

  private final Classification classification;
  private final int pooled;
  private int epoch;

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
        .with(PooledEpochs.OPTION, 5);
  }

  /**
   * @param classification the loss of the bag's logits and of the patches'
   * @param pooled epochs in which all patches teach the classifier of patches
   */
  DsmilObjective(final Classification classification, final int pooled) {
    this.classification = classification;
    this.pooled = pooled;
  }

  @Override
  public void startEpoch(final int started) {
    epoch = started;
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, STRONGEST);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final Dsmil.Instances own = (Dsmil.Instances) out.own();
    final NDArray whole = classification.of(out.logits(), label);
    final NDArray strongest =
        classification.of(epoch < pooled ? own.mean() : own.strongest(), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, whole);
    parts.put(STRONGEST, strongest);
    return new Losses(Compute.weighted(whole.add(strongest), 0.5), parts, () -> {});
  }
}
