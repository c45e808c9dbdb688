package io.github.attrimil.mil.additive;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against src/test/python/make_additive_golden.py, which classifies each weighted patch and adds
 * up.
 */
class AdditiveGoldenTest {

  private static final double OUTPUTS = 1e-5;

  private final AdditiveKind kind = new AdditiveKind();

  static List<JsonObject> cases() {
    return Goldens.json(Goldens.resource("additive/additive.json"))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static float[] floats(final JsonElement values) {
    final List<JsonElement> list = values.getAsJsonArray().asList();
    final float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i).getAsFloat();
    }
    return floats;
  }

  private static long[] shape(final JsonObject tensor) {
    return tensor.getAsJsonArray("shape").asList().stream()
        .mapToLong(JsonElement::getAsLong)
        .toArray();
  }

  private MilModel model(final JsonObject golden) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    for (final Map.Entry<String, JsonElement> e : golden.getAsJsonObject("weights").entrySet()) {
      final JsonObject tensor = e.getValue().getAsJsonObject();
      state.put(e.getKey(), Tensor.of(floats(tensor.get("values")), shape(tensor)));
    }
    return kind.load(state, kind.options(), Device.cpu());
  }

  private static BagInput bag(final JsonObject golden, final NDManager scope) {
    final JsonObject h = golden.getAsJsonObject("h");
    return new BagInput(
        scope.create(floats(h.get("values")), new Shape(shape(h))),
        PatchGrid.unplaced((int) shape(h)[0]));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void patchesAddUpToTheLogits(final JsonObject golden) {
    try (MilModel model = model(golden);
        NDManager scope = model.manager().newSubManager()) {
      final BagOutput out = model.score(bag(golden, scope));
      final float[] expected = floats(golden.get("contributions"));
      final int classes = model.shape().classes();
      assertClose("logits", floats(golden.get("logits")), out.logits().toFloatArray(), OUTPUTS, 0);
      final PatchValues.Additive patches = (PatchValues.Additive) PatchValues.of(out.patches());
      final float[] found = new float[expected.length];
      for (int c = 0; c < classes; c++) {
        assertClose(
            "attention",
            floats(golden.get("attention")),
            patches.attention(c).orElseThrow(),
            OUTPUTS,
            0);
        final double[] parts = patches.contributions(c);
        for (int i = 0; i < parts.length; i++) {
          found[i * classes + c] = (float) parts[i];
        }
      }
      assertClose("contributions", expected, found, OUTPUTS, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThose(final JsonObject golden) {
    try (MilModel model = model(golden);
        NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = kind.gradients(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        collector.backward(
            CrossEntropy.of(
                step.score(bag(golden, scope)).logits(), golden.get("label").getAsInt()));
      }
      final JsonObject expected = golden.getAsJsonObject("gradients");
      // Of sums that cancel: features are as much larger.
      final double zero = 1e-6 * golden.get("scale").getAsDouble();
      step.gradients()
          .forEach(
              (name, g) ->
                  assertClose(name, floats(expected.get(name)), g.toFloatArray(), 1e-4, zero));
    }
  }
}
