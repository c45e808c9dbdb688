package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The terms of AttriMIL's loss, and what it remembers between bags. */
class AttriMilObjectiveTest {

  private static final int D = 4;

  private final AttriMilKind kind = new AttriMilKind();
  private final AttriMil model = AttriMil.random(D, 2, 5, Device.cpu());

  @AfterEach
  void close() {
    model.close();
  }

  private static BagInput input(final NDManager scope, final int bag) {
    final Random random = new Random(bag);
    final int n = 7 + bag;
    final float[] h = new float[n * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    return new BagInput(scope.create(h, new Shape(n, D)), PatchGrid.unplaced(n));
  }

  /** As the trainer has it. */
  private Map<String, Double> loss(final AttriMilObjective objective, final int bag) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Losses losses =
          objective.loss(new AttriMilBackward(model, scope), input(scope, bag), bag % 2);
      final Losses.Values values = losses.values();
      final Map<String, Double> all = new java.util.TreeMap<>(values.parts());
      all.put("total", values.total());
      return all;
    }
  }

  private AttriMilObjective objective(final Options recipe) {
    return (AttriMilObjective) kind.objective(model, recipe);
  }

  @Test
  void theTotalIsTheWeightedSumOfTheParts() {
    final Options recipe =
        kind.recipe("official")
            .with(AttriMilOptions.SPATIAL_FORM, SpatialForm.STRONGEST)
            .with(AttriMilOptions.SPATIAL, 2.0)
            .with(AttriMilOptions.WARMUP, 1);
    final AttriMilObjective objective = objective(recipe);
    assertEquals(List.of("bag", "spatial", "rank"), objective.parts());
    for (int epoch = 0; epoch < 2; epoch++) {
      objective.startEpoch(epoch);
      for (int bag = 0; bag < 4; bag++) {
        final Map<String, Double> terms = loss(objective, bag);
        final double constraints = 2 * terms.get("spatial") + 5 * terms.get("rank");
        // Before the end of the warm-up the constraints are only logged.
        assertEquals(terms.get("bag") + (epoch == 0 ? 0 : constraints), terms.get("total"), 1e-5);
        assertTrue(bag == 0 || terms.get("rank") > 0, terms.toString());
      }
    }
  }

  /** The evidence of a patch is u = s / exp(a): by hand from what a map shows. */
  private double patchTerm(final int bag, final boolean mean) {
    try (NDManager scope = model.manager().newSubManager()) {
      final PatchEvidence.Additive out =
          (PatchEvidence.Additive) model.score(input(scope, bag)).patches();
      final float[] score = out.score().toFloatArray();
      final float[] attention = out.attention().toFloatArray();
      final double[] logit = new double[2];
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = c; i < score.length; i += 2) {
          final double u = score[i] / Math.exp(attention[i]);
          sum += u;
          most = Math.max(most, u);
        }
        logit[c] = mean ? sum / (score.length / 2) : most;
      }
      final int label = bag % 2;
      return Math.log(1 + Math.exp(logit[1 - label] - logit[label]));
    }
  }

  @Test
  void theDefaultAddsTheCrossEntropyOfTheMeanAndThenOfTheStrongestPatches() {
    final AttriMilObjective objective =
        objective(kind.recipe("default").with("patchloss", "0.7").with("pooled", "1"));
    assertEquals(List.of("bag", "spatial", "rank", "patch"), objective.parts());
    for (int epoch = 0; epoch < 2; epoch++) {
      objective.startEpoch(epoch);
      for (int bag = 0; bag < 4; bag++) {
        final double patch = patchTerm(bag, epoch == 0);
        assertTrue(Math.abs(patch - patchTerm(bag, epoch == 1)) > 1e-3, "mean or strongest");
        final Map<String, Double> terms = loss(objective, bag);
        assertEquals(patch, terms.get("patch"), 1e-5, "epoch " + epoch + ", bag " + bag);
        assertEquals(terms.get("bag") + 0.7 * patch, terms.get("total"), 1e-5);
      }
    }
  }

  @Test
  void aResumedObjectiveGoesOnWithTheSameBanks() {
    final AttriMilObjective whole = objective(kind.recipe("default"));
    whole.startEpoch(0);
    for (int bag = 0; bag < 9; bag++) {
      loss(whole, bag);
    }
    final Map<String, Tensor> state = whole.state();
    assertTrue(state.size() >= 12, state.keySet().toString());
    final AttriMilObjective resumed = objective(kind.recipe("default"));
    resumed.resume(state);
    final Map<String, Tensor> copy = resumed.state();
    assertEquals(new ArrayList<>(state.keySet()), new ArrayList<>(copy.keySet()));
    state.forEach((k, t) -> assertArrayEquals(t.floats(), copy.get(k).floats(), k));
    whole.startEpoch(11);
    resumed.startEpoch(11);
    for (int bag = 9; bag < 14; bag++) {
      assertEquals(loss(whole, bag), loss(resumed, bag), "bag " + bag);
    }
  }
}
