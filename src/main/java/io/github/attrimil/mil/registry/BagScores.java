package io.github.attrimil.mil.registry;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.tensor.Compute;

/**
 * What a model predicts for a bag, as plain arrays.
 *
 * @param logits C
 * @param probabilities C, as the kind reports them
 * @param patches the model's values of each patch
 */
public record BagScores(float[] logits, double[] probabilities, PatchValues patches) {

  /**
   * Scores a bag without gradients.
   *
   * @param model the network
   * @param bag N patches of D features
   * @return its scores
   */
  public static BagScores of(final MilModel model, final Bag bag) {
    Compute.share(bag.features().length);
    try (NDManager manager = model.manager().newSubManager()) {
      final NDArray h = manager.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      final BagOutput out = model.score(new BagInput(h, bag.grid()));
      final float[] logits = out.logits().toFloatArray();
      return new BagScores(
          logits, model.kind().probabilities(logits), PatchValues.of(out.patches()));
    }
  }

  /**
   * @return the most probable class, the first of equals
   */
  public int predicted() {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }
}
