package io.github.attrimil.mil.dsmil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.Scorer;
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
