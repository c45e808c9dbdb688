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
import java.util.Arrays;
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
   * Averages what several networks predict for the same bag. Contributions of patches add up to the
   * mean of the logits; the mean of the probabilities, which tables of predictions have, is not its
   * softmax.
   *
   * @param parts at least one
   * @return the mean of logits and of the values of each patch, and the probabilities of the mean
   *     logits
   */
  public static BagScores mean(final List<BagScores> parts) {
    final double[] logits = meanLogits(parts);
    final float[] rounded = new float[logits.length];
    for (int c = 0; c < rounded.length; c++) {
      rounded[c] = (float) logits[c];
    }
    return new BagScores(
        rounded,
        meanProbabilities(parts),
        PatchValues.mean(parts.stream().map(BagScores::patches).toList()));
  }

  /**
   * @param parts what several networks predict for the same bag; at least one
   * @return C mean logits
   */
  public static double[] meanLogits(final List<BagScores> parts) {
    final double[] logits = new double[parts.get(0).logits.length];
    for (final BagScores part : parts) {
      for (int c = 0; c < logits.length; c++) {
        logits[c] += part.logits[c] / (double) parts.size();
      }
    }
    return logits;
  }

  /**
   * @param parts what several networks predict for the same bag; at least one
   * @return the softmax of the mean logits, or their sigmoids for a kind that scores each class on
   *     its own; the probabilities of a single network as they are
   */
  public static double[] meanProbabilities(final List<BagScores> parts) {
    final double[] own = parts.get(0).probabilities;
    if (parts.size() == 1) {
      return own;
    }
    final double[] logits = meanLogits(parts);
    final boolean exclusive = Math.abs(Arrays.stream(own).sum() - 1) < 1e-6;
    final double largest = Arrays.stream(logits).max().orElse(0);
    final double[] p = new double[logits.length];
    Arrays.setAll(
        p, c -> exclusive ? Math.exp(logits[c] - largest) : 1 / (1 + Math.exp(-logits[c])));
    final double sum = exclusive ? Arrays.stream(p).sum() : 1;
    Arrays.setAll(p, c -> p[c] / sum);
    return p;
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
