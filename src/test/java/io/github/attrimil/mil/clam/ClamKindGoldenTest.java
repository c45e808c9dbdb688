package io.github.attrimil.mil.clam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.DType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CLAM against what the authors' implementation computes. */
class ClamKindGoldenTest {

  static List<KindFixture> models() {
    return KindFixture.all("clam_sb_", "clam_mb_");
  }

  /** What the tensors do not show. */
  private static Options options(final KindFixture fixture) {
    final boolean subtyping = fixture.info().get("class").getAsString().contains("subtyping True");
    final boolean svm =
        fixture.info().has("bag_loss")
            && fixture.info().get("bag_loss").getAsString().equals("svm");
    return ClamOptions.defaults()
        .with(
            ClamOptions.SUBTYPING, subtyping ? ClamOptions.Subtyping.ON : ClamOptions.Subtyping.OFF)
        .with(ClamOptions.BAG_LOSS, svm ? ClamOptions.Loss.SVM : ClamOptions.Loss.CE);
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    final String kind = fixture.toString().startsWith("clam_sb_") ? "clamsb" : "clammb";
    try (MilModel model = fixture.load(kind, options(fixture))) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      final boolean svm = fixture.stateShapes().containsKey(Clam.LABELS);
      assertEquals(
          svm ? ClamOptions.Loss.SVM : ClamOptions.Loss.CE,
          model.options().get(ClamOptions.INSTANCE_LOSS));
      if (svm) {
        assertEquals(DType.I64, model.stateDict().get(Clam.LABELS).dtype());
      }
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        fixture.assertAttention(model, i, "A_raw");
        for (final String loss : fixture.info().getAsJsonObject("losses").keySet()) {
          fixture.assertGradients(model, i, loss, loss(model, loss));
        }
      }
    }
  }

  private static KindFixture.Loss loss(final MilModel model, final String name) {
    if (name.equals("ce")) {
      return KindFixture.CROSS_ENTROPY;
    }
    final double weight = name.equals("instance") ? 0 : 0.7;
    final ClamObjective objective =
        new ClamObjective((Clam) model, model.options().with(ClamOptions.BAG_WEIGHT, weight));
    return (scorer, bag, label) -> objective.loss(scorer, bag, label).total();
  }
}
