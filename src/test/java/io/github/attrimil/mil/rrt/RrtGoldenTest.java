package io.github.attrimil.mil.rrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import com.google.gson.JsonObject;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RRT-MIL against its authors' implementation. */
class RrtGoldenTest {

  /** The fixtures' own: one value of attention is a difference of nearly equal numbers. */
  private static final double ATTENTION = 5e-5;

  private final RrtKind kind = new RrtKind();

  static List<KindFixture> models() {
    return KindFixture.all("rrt_");
  }

  /** What tensors do not show, from the arguments of the reference's constructor. */
  private Options options(final KindFixture fixture) {
    final JsonObject given = fixture.info().getAsJsonObject("kwargs");
    Options options = kind.options();
    if (given.has("crmsa_heads")) {
      options = options.with(RrtOptions.HEADS_ACROSS, given.get("crmsa_heads").getAsInt());
    }
    return given.has("all_shortcut")
        ? options.with(RrtOptions.SHORTCUT, given.get("all_shortcut").getAsBoolean())
        : options;
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("rrt", options(fixture))) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(
          List.copyOf(fixture.stateShapes().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        final float[] attention =
            fixture.in(
                model,
                i,
                bag ->
                    ((PatchEvidence.InstanceLogits) model.score(bag).patches())
                        .attention()
                        .toFloatArray());
        fixture.assertOutput(i, "attn_raw", attention, ATTENTION);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void tensorsShowTheOptions(final KindFixture fixture) {
    final JsonObject given = fixture.info().getAsJsonObject("kwargs");
    try (MilModel model = fixture.load("rrt")) {
      final Options shown = model.options();
      assertEquals(
          given.has("epeg_k") ? given.get("epeg_k").getAsInt() : 15, shown.get(RrtOptions.KERNEL));
      assertEquals(
          given.has("crmsa_k") ? given.get("crmsa_k").getAsInt() : 3,
          shown.get(RrtOptions.REPRESENTATIVES));
      assertEquals(given.has("crmsa_mlp"), shown.get(RrtOptions.HIDDEN_LAYER));
    }
  }

  @ParameterizedTest
  @CsvSource({"heads, 7", "headsacross, 3", "kernel, 4"})
  void numbersThatDoNotFitAreRefused(final String name, final String value) {
    final Option<?> option = kind.options().find(name).orElseThrow();
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                kind.create(
                    new ModelShape(8, 2),
                    kind.options().with(option.name(), value),
                    1,
                    Device.cpu()));
    assertTrue(e.getMessage().contains(name + "=" + value), e.getMessage());
  }
}
