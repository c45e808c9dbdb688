package io.github.attrimil.mil.transmil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TransMIL against the authors' implementation: outputs, tokens, gradients of cross-entropy. */
class TransMilGoldenTest {

  /** Of the largest magnitude; the reference's own gap between float32 and float64 is 2.5e-5. */
  private static final double OUTPUTS = 2e-4;

  private static final List<KindFixture> MODELS = KindFixture.all("transmil_");

  @Test
  void outputsAndGradientsAreTheAuthors() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    for (final KindFixture fixture : MODELS) {
      try (MilModel model = fixture.load("transmil")) {
        assertEquals(fixture.shape(), model.shape());
        assertEquals(
            List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
        for (int i = 0; i < fixture.cases(); i++) {
          outputs(fixture, model, i);
          fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
        }
      }
    }
  }

  private static void outputs(final KindFixture fixture, final MilModel model, final int i) {
    final Tensor h = fixture.input(i).get("h");
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray features = scope.create(h.floats(), new Shape(h.shape()));
      final float[] logits =
          model
              .score(new BagInput(features, PatchGrid.unplaced((int) h.shape()[0])))
              .logits()
              .toFloatArray();
      fixture.assertOutput(i, "logits", logits, OUTPUTS);
    }
  }
}
