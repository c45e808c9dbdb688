package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attention far beyond what float32 can exponentiate. The network is made by hand: D = 2, the
 * adaptor adds nothing, the gate of branch 1 is tanh(9 h_0) sigmoid(40) and that of branch 0 is 0,
 * the evidence of a branch is + or - h_1.
 */
class StabilityTest {

  /** Patch 0 has the most attention, patch 1 the least. */
  private static final Bag BAG =
      new Bag(
          "hand",
          new float[] {9, 0.5f, -9, -2, 0, 1},
          FeatureCard.of(2),
          PatchGrid.unplaced(new int[27]));

  private static AttriMil byHand(final float scale, final float shift) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    try (AttriMil zeros = AttriMil.random(2, 2, 0, Device.cpu())) {
      zeros
          .stateDict()
          .forEach(
              (name, t) -> state.put(name, Tensor.of(new float[(int) t.elements()], t.shape())));
    }
    put(state, "attention_nets.1.attention_a.0.weight", 9, 0);
    put(state, "attention_nets.1.attention_b.0.bias", 40);
    put(state, "attention_nets.1.attention_c.weight", scale);
    put(state, "attention_nets.1.attention_c.bias", shift);
    put(state, "classifiers.0.weight", 0, -1);
    put(state, "classifiers.1.weight", 0, 1);
    return AttriMil.of(state, Device.cpu());
  }

  private static void put(
      final Map<String, Tensor> state, final String name, final float... values) {
    state.put(name, Tensor.of(values, state.get(name).shape()));
  }

  @ParameterizedTest
  @ValueSource(floats = {100, 1000, -1000})
  void pooledEvidenceIsThatOfTheMostAttendedPatch(final float scale) {
    try (AttriMil model = byHand(scale, 0)) {
      final BagScores scores = BagScores.of(model, BAG);
      assertArrayEquals(
          new float[] {0, scale, 0, -scale, 0, 0},
          ((PatchValues.Additive) scores.patches()).attention(),
          Math.abs(scale) * 1e-6f);
      // Branch 0 attends evenly: minus the mean of 0.5, -2 and 1. Branch 1 sees one patch.
      final double one = scale > 0 ? 0.5 : -2;
      final double zero = 0.5 / 3;
      assertEquals(zero, scores.logits()[0], 1e-6);
      assertEquals(one, scores.logits()[1], 1e-6);
      assertEquals(1 / (1 + Math.exp(zero - one)), scores.probabilities()[1], 1e-6);
      for (final float s : ((PatchValues.Additive) scores.patches()).score()) {
        assertTrue(Float.isFinite(s));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-1000, -100, 100, 1000})
  void aShiftOfAttentionLeavesTheLogits(final float shift) {
    try (AttriMil model = byHand(2, 0);
        AttriMil shifted = byHand(2, shift)) {
      assertArrayEquals(
          BagScores.of(model, BAG).logits(), BagScores.of(shifted, BAG).logits(), 1e-4f);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {100, 1000})
  void crossEntropyAndItsGradientsAreFiniteAndRight(final float scale) {
    try (AttriMil model = byHand(scale, scale)) {
      final Map<String, Tensor> gradient;
      try (NDManager scope = model.manager().newSubManager()) {
        final AttriMilBackward step = new AttriMilBackward(model, scope);
        final NDArray h = scope.create(BAG.features(), new Shape(BAG.size(), 2));
        try (GradientCollector collector = Compute.engine().newGradientCollector()) {
          final BagOutput out = step.score(new BagInput(h, PatchGrid.unplaced(3)));
          final PatchEvidence.Additive patches = (PatchEvidence.Additive) out.patches();
          final NDArray loss = out.logits().logSoftmax(0).get(0).neg();
          // The scores take part, as in the constraints.
          collector.backward(loss.add(patches.score().tanh().sum()));
          assertEquals(Math.log(1 + Math.exp(0.5 - 0.5 / 3)), loss.getFloat(), 1e-6);
        }
        gradient = AttriMilGoldenTest.named(model, step);
      }
      final double p1 = 1 / (1 + Math.exp(0.5 / 3 - 0.5));
      assertArrayEquals(
          new float[] {(float) -p1, (float) p1}, gradient.get("bias").floats(), 1e-6f);
      gradient.forEach(
          (name, t) -> {
            for (final float g : t.floats()) {
              assertTrue(Float.isFinite(g), name + " " + g);
            }
          });
    }
  }

  @Test
  void scoresKeepTheirSignWhereTheExponentIsClipped() {
    try (AttriMil model = byHand(0, 1000)) {
      final float[] score = ((PatchValues.Additive) BagScores.of(model, BAG).patches()).score();
      assertEquals(0.5 * Math.exp(60), score[1], 1e-5 * Math.exp(60));
      assertEquals(-2 * Math.exp(60), score[3], 1e-5 * Math.exp(60));
    }
  }
}
