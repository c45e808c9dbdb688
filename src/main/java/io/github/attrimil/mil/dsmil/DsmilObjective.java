package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Half the loss of the bag's logits and half that of the critical patches' logits. */
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

  /**
   * The recipe of both kinds, chosen by validation on generated cohorts. Attention is a product of
   * two queries that learn at once: without a bound on the gradient training diverges, and without
   * noise on the features it remembers the slides.
   *
   * @param usual every option of the kind
   * @return the same with the values that it learns with
   */
  static Options recipe(final Options usual) {
    return usual
        .with(TrainingOptions.RATE, 5e-3)
        .with(TrainingOptions.CLIP, 1.0)
        .with(TrainingOptions.NOISE, 0.5);
  }

  DsmilObjective(final Classification classification) {
    this.classification = classification;
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, STRONGEST);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final BagOutput out = scorer.score(bag);
    final NDArray whole = classification.of(out.logits(), label);
    final NDArray strongest = classification.of(((Dsmil.Critical) out.own()).strongest(), label);
    final Map<String, NDArray> parts = new LinkedHashMap<>();
    parts.put(CrossEntropy.BAG, whole);
    parts.put(STRONGEST, strongest);
    return new Losses(Compute.weighted(whole.add(strongest), 0.5), parts, () -> {});
  }
}
