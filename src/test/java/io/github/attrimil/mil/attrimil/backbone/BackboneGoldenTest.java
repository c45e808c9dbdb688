package io.github.attrimil.mil.attrimil.backbone;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.FormulaWeights;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.attrimil.AttriMilObjective;
import io.github.attrimil.mil.attrimil.AttriMilOptions;
import io.github.attrimil.mil.attrimil.PatchMemory;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sequence of bags against src/test/python/make_attrimil_backbone_golden.py, which computes the
 * same from the formulas: outputs, every term of the loss, and gradients.
 */
class BackboneGoldenTest {

  private static final int D = 6;
  private static final int C = 2;
  private static final int COLUMNS = 4;
  private static final double VALUES = 1e-4;

  /** The network that the golden numbers are of, and what it gave for the last bag. */
  private record Recorded(MilModel model, Gradients.Step step, BagOutput[] last) implements Scorer {

    @Override
    public BagOutput score(final BagInput bag) {
      last[0] = step.score(bag);
      return last[0];
    }
  }

  static Stream<BackboneKind> kinds() {
    return Stream.of(new AttriDsMilKind(), new AttriTransMilKind());
  }

  private static MilModel model(final BackboneKind kind, final int classes) {
    final Options options = kind.options();
    try (MilModel drawn = kind.create(new ModelShape(D, classes), options, 0, Device.cpu())) {
      final Map<String, long[]> shapes = TensorShapes.of(drawn.stateDict());
      return kind.load(FormulaWeights.noise(shapes), options, Device.cpu());
    }
  }

  private static BagInput bag(final Tensor h, final NDManager scope) {
    final int n = (int) h.shape()[0];
    final PatchCoords coords =
        new PatchCoords(
            IntStream.range(0, n).mapToLong(i -> i % COLUMNS).toArray(),
            IntStream.range(0, n).mapToLong(i -> i / COLUMNS).toArray());
    return new BagInput(scope.create(h.floats(), new Shape(h.shape())), PatchGrid.of(coords, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyStepOfASequenceIsThePythonPrograms(final BackboneKind kind) {
    everyStep(kind, 2, 7);
  }

  /** Bags of one, two and three patches among them, and features that saturate every gate. */
  @ParameterizedTest
  @MethodSource("kinds")
  void soItIsOfThreeClassesAndSmallBags(final BackboneKind kind) {
    everyStep(kind, 3, 8);
  }

  private static void everyStep(final BackboneKind kind, final int classes, final int expected) {
    final Map<String, Tensor> golden =
        NpzFile.read(
            Goldens.resource("attrimil_backbone/" + kind.name() + "_c" + classes + ".npz"));
    final Options options =
        kind.recipe("default")
            .with(AttriMilOptions.SPATIAL, 0.7)
            .with(AttriMilOptions.RANK, 0.3)
            .with(AttriMilOptions.WARMUP, 0);
    int bags = 0;
    boolean ranked = false;
    try (MilModel model = model(kind, classes);
        AttriMilObjective objective = (AttriMilObjective) kind.objective(model, options)) {
      objective.startEpoch(0);
      for (; golden.containsKey("bag" + bags + "|h"); bags++) {
        final String bag = "bag" + bags + "|";
        final Losses.Values found = step(model, objective, golden, bag);
        ranked |= found.parts().get(AttriMilObjective.RANK) > 0;
      }
    }
    assertEquals(expected, bags);
    assertTrue(ranked);
  }

  private static Losses.Values step(
      final MilModel model,
      final AttriMilObjective objective,
      final Map<String, Tensor> golden,
      final String bag) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = model.kind().gradients(model).begin(scope);
      final Recorded recorded = new Recorded(model, step, new BagOutput[1]);
      final Losses.Values values;
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final int label = (int) golden.get(bag + "label").floats()[0];
        final Losses losses = objective.loss(recorded, bag(golden.get(bag + "h"), scope), label);
        outputs(recorded.last()[0], golden, bag);
        values = losses.values();
        final double[] parts = values.parts().values().stream().mapToDouble(v -> v).toArray();
        assertClose(bag + "losses", golden.get(bag + "losses").floats(), floats(parts), VALUES, 0);
        collector.backward(losses.total());
      }
      gradients(step.gradients(), golden.get(bag + "gradients").floats(), bag);
      return values;
    }
  }

  private static void outputs(
      final BagOutput out, final Map<String, Tensor> golden, final String bag) {
    final PatchEvidence.Additive patches = (PatchEvidence.Additive) out.patches();
    Map.of("logits", out.logits(), "attention", patches.attention(), "score", patches.score())
        .forEach(
            (what, found) ->
                assertClose(
                    bag + what, golden.get(bag + what).floats(), found.toFloatArray(), VALUES, 0));
  }

  /** Each tensor's product with a pattern and its norm, in the program's order. */
  private static void gradients(
      final Map<String, NDArray> found, final float[] expected, final String bag) {
    int at = 0;
    for (final Map.Entry<String, NDArray> gradient : found.entrySet()) {
      final float[] g = gradient.getValue().toFloatArray();
      double product = 0;
      double squares = 0;
      for (int i = 0; i < g.length; i++) {
        product += g[i] * Math.cos(i);
        squares += (double) g[i] * g[i];
      }
      final double tolerance = VALUES * expected[at + 1] + 1e-6;
      final String what = bag + gradient.getKey();
      assertEquals(expected[at], product, tolerance, what);
      assertEquals(expected[at + 1], Math.sqrt(squares), tolerance, what);
      at += 2;
    }
    assertEquals(expected.length, at);
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** What a memory promises: unchanged weights give a kept patch the score that it had. */
  @ParameterizedTest
  @MethodSource("kinds")
  void keptPatchesHaveTheScoreThatTheyHadInTheirBag(final BackboneKind kind) {
    final Map<String, Tensor> golden =
        NpzFile.read(Goldens.resource("attrimil_backbone/" + kind.name() + "_c2.npz"));
    try (MilModel model = model(kind, C);
        NDManager scope = model.manager().newSubManager()) {
      final Scorer scorer = kind.gradients(model).begin(scope);
      final BagInput bag = bag(golden.get("bag3|h"), scope);
      final BagOutput out = scorer.score(bag);
      final PatchMemory memory = kind.memories(model).of(scorer, bag, out);
      final List<int[]> patches = List.of(new int[] {3, 0, 7}, new int[] {7, 9});
      final float[] again = memory.scores(memory.kept(patches)).toFloatArray();
      final float[] scores = ((PatchEvidence.Additive) out.patches()).score().toFloatArray();
      int row = 0;
      for (int c = 0; c < C; c++) {
        for (final int patch : patches.get(c)) {
          assertEquals(scores[patch * C + c], again[row * C + c], 1e-5, "patch " + patch);
          row++;
        }
      }
    }
  }
}
