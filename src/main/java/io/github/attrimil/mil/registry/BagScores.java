package io.github.attrimil.mil.registry;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.tensor.Compute;

/**
 * What a model says of a bag, as plain arrays.
 *
 * @param score N x C attribute scores, flat, patch by patch
 * @param attention N x C attention logits, flat, patch by patch
 * @param logits C
 * @param probabilities C, the softmax of the logits
 * @param bias C, the constant part of each logit
 */
public record BagScores(
    float[] score, float[] attention, float[] logits, double[] probabilities, float[] bias) {

  /**
   * Scores a bag without gradients.
   *
   * @param model the network
   * @param bag N patches of D features
   * @return its scores
   */
  public static BagScores of(final AttriMil model, final Bag bag) {
    Compute.share(bag.features().length);
    try (NDManager manager = model.manager().newSubManager()) {
      final NDArray h = manager.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      final BagOutput out = model.score(new BagInput(h, bag.grid()));
      final PatchEvidence.Additive patches = (PatchEvidence.Additive) out.patches();
      final float[] logits = out.logits().toFloatArray();
      return new BagScores(
          patches.score().toFloatArray(),
          patches.attention().toFloatArray(),
          logits,
          softmax(logits),
          patches.bias().toFloatArray());
    }
  }

  /**
   * @param logits C numbers
   * @return their softmax
   */
  public static double[] softmax(final float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (final float l : logits) {
      largest = Math.max(largest, l);
    }
    final double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits[c] - largest);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
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
