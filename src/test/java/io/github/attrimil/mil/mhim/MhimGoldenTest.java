package io.github.attrimil.mil.mhim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MHIM-MIL against its authors' implementation: inference, teacher and masked training. */
class MhimGoldenTest {

  private static final double OUTPUTS = 1e-5;

  static List<KindFixture> models() {
    return KindFixture.all("mhim_");
  }

  /** What tensors do not show, and the reference's training. */
  private static Options options(final JsonObject info) {
    return MhimOptions.defaults()
        .with(MhimOptions.MERGE_IN_TEST, info.get("merge_test").getAsBoolean())
        .with(MhimOptions.MASKED, info.get("mask_ratio_h").getAsDouble())
        .with(MhimOptions.KEPT, 1.0)
        .with(MhimOptions.TEMPERATURE, 0.1)
        .with(MhimOptions.DISTILLATION, 0.5);
  }

  private static Mhim load(final KindFixture fixture) {
    return (Mhim) fixture.load("mhim", options(fixture.info()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void inferenceIsTheAuthors(final KindFixture fixture) {
    try (Mhim model = load(fixture)) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(
          List.copyOf(fixture.stateShapes().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
        if (fixture.output(i).containsKey("attn_raw")) {
          fixture.assertAttention(model, i, "attn_raw");
        }
      }
    }
  }

  /** The teacher has the student's weights. */
  @ParameterizedTest
  @MethodSource("models")
  void maskedTrainingIsTheAuthors(final KindFixture fixture) {
    try (Mhim model = load(fixture);
        MhimObjective objective = new MhimObjective(model, options(fixture.info()))) {
      for (int i = 0; i < fixture.cases(); i++) {
        final Map<String, Tensor> expected = fixture.output(i);
        if (expected.containsKey("ids_keep")) {
          masked(fixture, model, i);
          final int label = fixture.label(i);
          final Losses.Values values =
              fixture.in(model, i, bag -> objective.loss(model, bag, label).values());
          fixture.assertOutput(
              i,
              "masked_cls_loss",
              new float[] {values.parts().get(MhimObjective.DISTILLATION).floatValue()},
              OUTPUTS);
          fixture.assertGradients(
              model, i, "masked", (scorer, bag, y) -> objective.loss(scorer, bag, y).total());
        }
      }
    }
  }

  private static void masked(final KindFixture fixture, final Mhim model, final int i) {
    fixture.in(
        model,
        i,
        bag -> {
          final Baseline.Taught taught = model.teach(bag);
          fixture.assertOutput(i, "teacher_score", taught.ease().toFloatArray(), OUTPUTS);
          fixture.assertOutput(i, "teacher_feat", taught.features().toFloatArray(), OUTPUTS);
          final int[] kept =
              new MaskDraws(1, 0)
                  .next(
                      taught.ease().toFloatArray(),
                      fixture.info().get("mask_ratio_h").getAsDouble(),
                      1)
                  .seen();
          final float[] ids = fixture.output(i).get("ids_keep").floats();
          assertEquals(ids.length, kept.length);
          for (int k = 0; k < kept.length; k++) {
            assertEquals((int) ids[k], kept[k]);
          }
          final float[] logits = model.masked(bag, kept, kept).logits().toFloatArray();
          fixture.assertOutput(i, "masked_logits", logits, OUTPUTS);
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("models")
  void tensorsShowBaselineWidthAndTokens(final KindFixture fixture) {
    final Map<String, String> names =
        Map.of("attn", "abmil", "selfattn", "transmil", "dsmil", "dsmil");
    try (MilModel model = fixture.load("mhim")) {
      final Map<String, String> shown = model.options().asMap();
      assertEquals(
          names.get(fixture.info().get("baseline").getAsString()),
          shown.get(MhimOptions.BASELINE.name()));
      final Map<String, long[]> shapes = fixture.stateShapes();
      assertEquals(shapes.get(Merging.QUERIES)[1], (long) model.options().get(MhimOptions.TOKENS));
      assertEquals(
          shapes.get(Mhim.CLASSIFIER + ".weight")[1],
          (long) model.options().get(MhimOptions.HIDDEN));
    }
  }
}
