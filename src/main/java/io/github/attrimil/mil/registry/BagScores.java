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
import java.util.List;

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
   * Averages what several networks predict for the same bag, as predictions of a model of several
   * folds are.
   *
   * @param parts at least one
   * @return the mean of logits, of probabilities, and of the values of each patch
   */
  public static BagScores mean(final List<BagScores> parts) {
    final int classes = parts.get(0).logits.length;
    final double[] logits = new double[classes];
    final double[] probabilities = new double[classes];
    for (final BagScores part : parts) {
      for (int c = 0; c < classes; c++) {
        logits[c] += part.logits[c] / (double) parts.size();
        probabilities[c] += part.probabilities[c] / parts.size();
      }
    }
    final float[] rounded = new float[classes];
    for (int c = 0; c < classes; c++) {
      rounded[c] = (float) logits[c];
    }
    return new BagScores(
        rounded, probabilities, PatchValues.mean(parts.stream().map(BagScores::patches).toList()));
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
