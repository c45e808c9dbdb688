package io.github.attrimil.mil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.golden.GoldenGradients;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ABMIL, mean and max pooling against the authors' implementations: outputs, and gradients of
 * cross-entropy. AttriMIL has a test of its own.
 */
class KindGoldenTest {

  private static final double OUTPUTS = 1e-5;

  /** Kinds by the beginning of their folders' names. */
  private static final Map<String, String> KINDS =
      Map.of("abmil_d", "abmil", "mil_mean_", "mean", "mil_max_", "max", "attrimil_", "attrimil");

  static List<Path> models() {
    return Stream.of("abmil_d", "mil_mean_", "mil_max_")
        .flatMap(prefix -> Goldens.folders("models", prefix).stream())
        .toList();
  }

  private static String kindOf(final String folder) {
    return KINDS.entrySet().stream()
        .filter(e -> folder.startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  private static JsonObject info(final Path folder) {
    return Goldens.json(folder.resolve("info.json")).getAsJsonObject();
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final Path folder) {
    final JsonObject info = info(folder);
    final ModelKind kind = ModelKinds.named(kindOf(folder.getFileName().toString()));
    final Map<String, Tensor> state = TensorFiles.read(folder.resolve("weights.pt"));
    try (MilModel model = kind.load(state, kind.options(), Device.cpu())) {
      assertEquals(
          new ModelShape(info.get("dim").getAsInt(), info.get("n_classes").getAsInt()),
          model.shape());
      assertEquals(List.copyOf(state.keySet()), List.copyOf(model.stateDict().keySet()));
      final int cases = info.getAsJsonArray("cases").size();
      for (int i = 0; i < cases; i++) {
        final Map<String, Tensor> input = NpzFile.read(folder.resolve("input_" + i + ".npz"));
        final Tensor h = input.get("h");
        final Bags bag = new Bags(h.floats(), IntStream.range(0, (int) h.shape()[0]).toArray());
        outputs(model, bag, NpzFile.read(folder.resolve("output_" + i + "_f32.npz")));
        final double loss =
            info.getAsJsonObject("losses").getAsJsonArray("ce").get(i).getAsDouble();
        final int label = (int) input.get("label").floats()[0];
        GoldenGradients.compare(
            gradients(model, bag, label, loss), folder.resolve("grad_ce_" + i + "_f32"));
      }
    }
  }

  private static void outputs(
      final MilModel model, final Bags bag, final Map<String, Tensor> expected) {
    final Bags.Scored scored = bag.scoredBy(model);
    assertClose("logits", expected.get("logits").floats(), scored.logits(), OUTPUTS, 0);
    final double[] p = model.kind().probabilities(scored.logits());
    assertClose("probabilities", expected.get("Y_prob").floats(), floats(p), OUTPUTS, 0);
    final int most = IntStream.range(0, p.length).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
    assertEquals(expected.get("Y_hat").floats()[0], most);
    if (expected.containsKey("A_raw")) {
      final float[] attention = scored.patches().attention(0).orElseThrow();
      assertClose("attention", expected.get("A_raw").floats(), attention, OUTPUTS, 0);
    } else if (expected.get("y_probs").shape()[0] == bag.size()) {
      instances(scored, expected.get("y_probs").floats());
    }
  }

  /** The table of the patches' probabilities. */
  private static void instances(final Bags.Scored scored, final float[] expected) {
    final int n = scored.patches().patches();
    final int c = scored.logits().length;
    final float[] found = new float[n * c];
    for (int i = 0; i < n; i++) {
      final float[] z = new float[c];
      for (int k = 0; k < c; k++) {
        z[k] = scored.patches().values(k)[i];
      }
      System.arraycopy(floats(Softmax.of(z)), 0, found, i * c, c);
    }
    assertClose("probabilities of patches", expected, found, OUTPUTS, 0);
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static Map<String, Tensor> gradients(
      final MilModel model, final Bags bag, final int label, final double expectedLoss) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = model.kind().gradients(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray loss = CrossEntropy.of(step.score(bag.in(scope)).logits(), label);
        collector.backward(loss);
        assertEquals(expectedLoss, loss.getFloat(), OUTPUTS * Math.max(1, expectedLoss));
      }
      final Map<String, Tensor> named = new LinkedHashMap<>();
      step.gradients()
          .forEach(
              (name, g) -> named.put(name, Tensor.of(g.toFloatArray(), g.getShape().getShape())));
      return named;
    }
  }

  /** Many other models have tensors of similar names. */
  @Test
  void noOtherModelIsTakenForOneOfThese() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    int others = 0;
    for (final Path folder : Goldens.folders("models", "")) {
      final JsonObject info = info(folder);
      final Map<String, long[]> shapes = new LinkedHashMap<>();
      for (final JsonElement tensor : info.getAsJsonArray("state_dict")) {
        final JsonArray entry = tensor.getAsJsonArray();
        shapes.put(
            entry.get(0).getAsString(),
            entry.get(1).getAsJsonArray().asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray());
      }
      final String expected = kindOf(folder.getFileName().toString());
      for (final ModelKind kind : ModelKinds.all()) {
        if (KINDS.containsValue(kind.name())) {
          assertEquals(
              kind.name().equals(expected), kind.recognize(shapes).isPresent(), folder.toString());
        }
      }
      others += expected.isEmpty() ? 1 : 0;
    }
    assertTrue(others > 20, others + " other models");
  }
}
