package io.github.attrimil.mil.ilra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ILRA-MIL against its authors' implementation. */
class IlraGoldenTest {

  static List<KindFixture> models() {
    return KindFixture.all("ilra_");
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("ilra")) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(
          List.copyOf(fixture.stateShapes().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }

  /** All but the number of heads is read off the tensors. */
  @ParameterizedTest
  @MethodSource("models")
  void tensorsShowTheOptions(final KindFixture fixture) {
    try (MilModel model = fixture.load("ilra")) {
      final Options shown = model.options();
      assertEquals(fixture.info().get("num_layers").getAsInt(), shown.get(IlraOptions.LAYERS));
      assertEquals(fixture.info().get("hidden_feat").getAsInt(), shown.get(IlraOptions.HIDDEN));
      assertEquals(fixture.info().get("topk").getAsInt(), shown.get(IlraOptions.LATENTS));
      assertEquals(fixture.info().get("ln").getAsBoolean(), shown.get(IlraOptions.NORM));
    }
  }

  @Test
  void headsThatDoNotDivideTheWidthAreRefused() {
    final IlraKind kind = new IlraKind();
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                kind.create(
                    new ModelShape(8, 2),
                    kind.options().with(IlraOptions.HIDDEN, 20),
                    1,
                    Device.cpu()));
    assertTrue(e.getMessage().contains("hidden=20"), e.getMessage());
    assertTrue(e.getMessage().contains("heads=8"), e.getMessage());
  }
}
