package io.github.attrimil.mil.attrimil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.GoldenGradients;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network against the authors' implementation: outputs and gradients of cross-entropy. */
class AttriMilGoldenTest {

  private static final double OUTPUTS = 1e-5;

  @TempDir private Path folder;

  static List<Path> models() {
    return Goldens.folders("models", "attrimil_");
  }

  private Map<String, Tensor> weights(final Path model) throws IOException {
    final Path packed = model.resolve("weights.pt.gz");
    if (!Files.exists(packed)) {
      return TensorFiles.read(model.resolve("weights.pt"));
    }
    final Path unpacked = folder.resolve("weights.pt");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, unpacked);
    }
    return TensorFiles.read(unpacked);
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final Path folder) throws IOException {
    final JsonObject info = Goldens.json(folder.resolve("info.json")).getAsJsonObject();
    final int cases = info.getAsJsonArray("cases").size();
    try (AttriMil model = AttriMil.of(weights(folder), Device.cpu())) {
      assertEquals(info.get("dim").getAsInt(), model.shape().features());
      assertEquals(info.get("n_classes").getAsInt(), model.shape().classes());
      for (int i = 0; i < cases; i++) {
        final Map<String, Tensor> input = NpzFile.read(folder.resolve("input_" + i + ".npz"));
        final Bag bag = Goldens.bag(input, "");
        outputs(model, bag, NpzFile.read(folder.resolve("output_" + i + "_f32.npz")));
        final int label = (int) input.get("label").floats()[0];
        final double loss = losses(folder).get(i).getAsDouble();
        GoldenGradients.compare(
            gradients(model, bag, label, loss), folder.resolve("grad_ce_" + i + "_f32"));
      }
    }
  }

  /** Every patch many times over is the same mean, by the way that large bags are computed. */
  @ParameterizedTest
  @MethodSource("models")
  void aBagOfRepeatedPatchesHasTheSameLogitsAndGradients(final Path folder) throws IOException {
    final Map<String, Tensor> input = NpzFile.read(folder.resolve("input_0.npz"));
    final Bag bag = Goldens.bag(input, "");
    final Tensor logits = NpzFile.read(folder.resolve("output_0_f32.npz")).get("logits");
    try (AttriMil model = AttriMil.of(weights(folder), Device.cpu())) {
      for (final int rows : new int[] {400, 6000}) {
        final Bag large = repeated(bag, rows / bag.size());
        assertClose(
            rows + " rows", logits.floats(), BagScores.of(model, large).logits(), OUTPUTS, 0);
        final int label = (int) input.get("label").floats()[0];
        final double loss = losses(folder).get(0).getAsDouble();
        GoldenGradients.compare(
            gradients(model, large, label, loss), folder.resolve("grad_ce_0_f32"));
      }
    }
  }

  private static Bag repeated(final Bag bag, final int times) {
    final int length = bag.features().length;
    final float[] h = new float[times * length];
    for (int k = 0; k < times; k++) {
      System.arraycopy(bag.features(), 0, h, k * length, length);
    }
    final int[] nearest = new int[times * bag.grid().neighbors().length];
    return new Bag(bag.slideId(), h, bag.card(), PatchGrid.unplaced(nearest));
  }

  private static void outputs(
      final AttriMil model, final Bag bag, final Map<String, Tensor> expected) {
    final BagScores scores = BagScores.of(model, bag);
    final int c = model.shape().classes();
    assertClose(
        "scores",
        Goldens.transposed(expected.get("attribute_score"), c),
        ((PatchValues.Additive) scores.patches()).score(),
        OUTPUTS,
        0);
    final float[] attention = Goldens.transposed(expected.get("attention_raw"), c);
    assertClose(
        "attention", attention, ((PatchValues.Additive) scores.patches()).attention(), OUTPUTS, 0);
    assertClose("logits", expected.get("logits").floats(), scores.logits(), OUTPUTS, 0);
    final float[] probabilities = new float[c];
    for (int k = 0; k < c; k++) {
      probabilities[k] = (float) scores.probabilities()[k];
    }
    assertClose("probabilities", expected.get("Y_prob").floats(), probabilities, OUTPUTS, 0);
    assertEquals(expected.get("Y_hat").floats()[0], scores.predicted());
  }

  /** The gradients of the bag's cross-entropy. */
  private static Map<String, Tensor> gradients(
      final AttriMil model, final Bag bag, final int label, final double expectedLoss) {
    try (NDManager scope = model.manager().newSubManager()) {
      final AttriMilBackward step = new AttriMilBackward(model, scope);
      final NDArray h = scope.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray loss = step.score(bag(h)).logits().logSoftmax(0).get(label).neg();
        collector.backward(loss);
        assertEquals(expectedLoss, loss.getFloat(), OUTPUTS * Math.max(1, expectedLoss));
      }
      return named(model, step);
    }
  }

  private static BagInput bag(final NDArray h) {
    return new BagInput(h, PatchGrid.unplaced((int) h.getShape().get(0)));
  }

  /** A step's gradients under the official names. */
  static Map<String, Tensor> named(final AttriMil model, final Gradients.Step step) {
    return model.layout().named(step.gradients().get(AttriMil.WEIGHTS).toFloatArray());
  }

  private static JsonArray losses(final Path folder) {
    final JsonObject info = Goldens.json(folder.resolve("info.json")).getAsJsonObject();
    return info.getAsJsonObject("losses").getAsJsonArray("ce");
  }
}
