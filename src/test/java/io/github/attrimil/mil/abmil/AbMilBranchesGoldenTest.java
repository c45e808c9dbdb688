package io.github.attrimil.mil.abmil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ABMIL with a branch per class against the authors' implementation. */
class AbMilBranchesGoldenTest {

  static List<KindFixture> models() {
    return KindFixture.all("abmil_mb_");
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("abmilmb")) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        // The reference's A_raw is the softmax, C x N.
        fixture.assertShares(model, i, "A_raw");
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }
}
