package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Networks before training. */
class StartTest {

  private static final int D = 64;

  private static float largest(final Tensor tensor) {
    float largest = 0;
    for (final float v : tensor.floats()) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  @Test
  void randomWeightsFillTheirRange() {
    try (AttriMil model = AttriMil.random(D, 3, 7, Device.cpu())) {
      final Map<String, Tensor> state = model.stateDict();
      assertEquals(1 / 8f, largest(state.get("adaptor.0.weight")), 0.001f);
      assertEquals(1 / Math.sqrt(32), largest(state.get("adaptor.2.weight")), 0.001);
      assertEquals(1 / 8f, largest(state.get("attention_nets.2.attention_b.0.weight")), 0.001f);
      assertTrue(largest(state.get("classifiers.1.bias")) <= 1 / 8f);
      assertEquals(0, largest(state.get("bias")));
      assertNotEquals(
          state.get("classifiers.0.weight").floats()[0],
          state.get("classifiers.1.weight").floats()[0]);
    }
  }

  @Test
  void aZeroInitializedNetworkIsTheMeanOfALinearEvidence() {
    final Random random = new Random(3);
    final float[] h = new float[5 * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    try (AttriMil model = AttriMil.zeroInitialized(D, 2, 7, Device.cpu())) {
      final Map<String, Tensor> state = model.stateDict();
      final BagScores scores =
          BagScores.of(model, new Bag("b", h, FeatureCard.of(D), PatchGrid.unplaced(5)));
      assertArrayEquals(new float[10], ((PatchValues.Additive) scores.patches()).attention(), 0);
      for (int c = 0; c < 2; c++) {
        final float[] u = state.get("classifiers." + c + ".weight").floats();
        double mean = state.get("classifiers." + c + ".bias").floats()[0];
        for (int i = 0; i < h.length; i++) {
          mean += u[i % D] * h[i] / 5;
        }
        assertEquals(mean, scores.logits()[c], 1e-5);
      }
    }
  }
}
