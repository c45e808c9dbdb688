package io.github.attrimil.mil.clam;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Compute;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SmoothTopSvmTest {

  /** What a loss is and where it leads. */
  private record Found(float value, float[] gradient) {}

  private static Found found(
      final SmoothTopSvm loss, final float[] scores, final int classes, final int... labels) {
    try (NDManager scope = Compute.engine().newBaseManager()) {
      final NDArray s = scope.create(scores, new Shape(labels.length, classes));
      s.setRequiresGradient(true);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray value = loss.of(s, labels);
        collector.backward(value);
        return new Found(value.getFloat(), s.getGradient().toFloatArray());
      }
    }
  }

  /** Two rows of two classes, alpha = tau = 1. */
  @Test
  void byHand() {
    // Equal scores: log(1 + e). Far apart and right: no loss; far apart and wrong: 10 + 1.
    final Found found = found(new SmoothTopSvm(), new float[] {2, 2, 10, 0, 10, 0}, 2, 0, 0, 1);
    assertEquals((Math.log(1 + Math.E) + 0 + 11) / 3, found.value(), 1e-6);
    final double share = Math.E / (1 + Math.E) / 3;
    final float third = 1f / 3;
    final float[] gradient = {(float) -share, (float) share, 0, 0, third, -third};
    assertClose("gradient", gradient, found.gradient(), 1e-6, 0);
  }

  @Test
  void valuesAndGradientsAreTheReferences() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    final JsonObject golden =
        Goldens.json(Goldens.shared().orElseThrow().resolve("losses/smooth_top1_svm.json"))
            .getAsJsonObject();
    int hard = 0;
    int soft = 0;
    for (final JsonElement element : golden.getAsJsonArray("cases")) {
      final JsonObject c = element.getAsJsonObject();
      final JsonArray labels = c.getAsJsonArray("y");
      final Found found =
          found(
              new SmoothTopSvm(c.get("alpha").getAsDouble(), c.get("tau").getAsDouble()),
              table(c.getAsJsonArray("x")),
              c.get("n_classes").getAsInt(),
              labels.asList().stream().mapToInt(JsonElement::getAsInt).toArray());
      final double value = c.get("value_f64").getAsDouble();
      assertEquals(value, found.value(), 1e-5 * Math.max(1, value), c.toString());
      assertClose(c.toString(), table(c.getAsJsonArray("grad_f64")), found.gradient(), 1e-4, 1e-6);
      for (final JsonElement row : c.getAsJsonArray("hard")) {
        hard += row.getAsBoolean() ? 1 : 0;
        soft += row.getAsBoolean() ? 0 : 1;
      }
    }
    assertTrue(hard > 5 && soft > 5, hard + " hard, " + soft + " soft rows");
  }

  private static float[] table(final JsonArray rows) {
    final double[] values =
        StreamSupport.stream(rows.spliterator(), false)
            .flatMap(row -> row.getAsJsonArray().asList().stream())
            .mapToDouble(JsonElement::getAsDouble)
            .toArray();
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
