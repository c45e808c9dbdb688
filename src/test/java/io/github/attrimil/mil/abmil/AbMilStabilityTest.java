package io.github.attrimil.mil.abmil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attention far beyond what float32 can exponentiate. The network is made by hand: D = 2, the
 * adaptor adds nothing, attention is scale tanh(9 h_0) + 7 scale, the logits are (h_1, 0).
 */
class AbMilStabilityTest {

  private final AbMilKind kind = new AbMilKind();

  private MilModel byHand(final float scale) {
    final Map<String, Tensor> state;
    try (MilModel zero = kind.create(new ModelShape(2, 2), kind.options(), 0, Device.cpu())) {
      state = zero.stateDict();
    }
    put(state, "attention_net.attention_a.0.weight", 9, 0);
    put(state, "attention_net.attention_a.0.bias", 0);
    put(state, "attention_net.attention_b.0.weight", 0, 0);
    put(state, "attention_net.attention_b.0.bias", 40);
    put(state, "attention_net.attention_c.weight", scale);
    put(state, "attention_net.attention_c.bias", 7 * scale);
    put(state, "classifier.weight", 0, 1, 0, 0);
    put(state, "classifier.bias", 0, 0);
    return kind.load(state, kind.options(), Device.cpu());
  }

  private static void put(
      final Map<String, Tensor> state, final String name, final float... values) {
    state.put(name, Tensor.of(values, state.get(name).shape()));
  }

  @ParameterizedTest
  @ValueSource(floats = {100, -100, 10_000})
  void theBagIsItsMostAttendedPatch(final float scale) {
    try (MilModel model = byHand(scale);
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag =
          new BagInput(
              scope.create(new float[] {9, 0.5f, -9, -2, 0, 1}, new Shape(3, 2)),
              PatchGrid.unplaced(3));
      final Gradients.Step step = kind.gradients(model).begin(scope);
      final BagOutput out;
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        out = step.score(bag);
        collector.backward(CrossEntropy.of(out.logits(), 1));
      }
      final float logit = scale > 0 ? 0.5f : -2;
      assertArrayEquals(new float[] {logit, 0}, out.logits().toFloatArray(), 1e-5f);
      assertArrayEquals(
          new float[] {8 * scale, 6 * scale, 7 * scale},
          ((PatchEvidence.AttentionOnly) out.patches()).attention().toFloatArray(),
          Math.abs(scale) * 1e-5f);
      step.gradients()
          .forEach(
              (name, g) -> {
                for (final float v : g.toFloatArray()) {
                  assertTrue(Float.isFinite(v), name + " " + v);
                }
              });
    }
  }
}
