package io.github.attrimil.mil.s4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S4MIL against the authors' code: outputs, kernels, and gradients. */
class S4MilGoldenTest {

  private static final double OUTPUTS = 1e-5;
  private static final int SHOWN = 8;

  static List<KindFixture> models() {
    return KindFixture.all("s4mil_");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("s4mil")) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        outputs((S4Mil) model, fixture, i);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }

  private static void outputs(final S4Mil model, final KindFixture fixture, final int i) {
    final Tensor h = fixture.input(i).get("h");
    final int n = (int) h.shape()[0];
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray x = scope.create(h.floats(), new Shape(h.shape()));
      final BagOutput out = model.score(new BagInput(x, PatchGrid.unplaced(n)));
      fixture.assertOutput(i, "logits", out.logits().toFloatArray(), OUTPUTS);
      assertTrue(((PatchEvidence.InstanceLogits) out.patches()).contextual());
      final NDArray kernel = new S4Kernel(model.parameters(), S4Mil.KERNEL).of(n, scope);
      fixture.assertOutput(i, "kernel_first8", kernel.get("0:" + SHOWN).toFloatArray(), OUTPUTS);
    }
  }
}
