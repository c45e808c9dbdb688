package io.github.attrimil.mil.attrimil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both constraints of the preset "official" against the authors' implementation. */
class ConstraintsGoldenTest {

  private static final double VALUES = 1e-5;
  private static final double GRADIENTS = 1e-4;
  private static final double GRADIENTS_ABSOLUTE = 1e-6;

  private record ValueAndGradient(double value, float[] gradient) {}

  static List<Path> sequences() {
    return Goldens.folders("constraints", "c");
  }

  private static double relative(final double expected) {
    return VALUES * Math.max(Math.abs(expected), 1e-3);
  }

  /**
   * The value of a constraint and its gradient with respect to the scores, taken as a leaf. What it
   * scored again lives as long as the scope.
   */
  private static ValueAndGradient of(
      final NDManager scope,
      final float[] scores,
      final int classes,
      final Function<BranchScores, NDArray> constraint) {
    try (GradientCollector collector = Compute.engine().newGradientCollector()) {
      final NDArray leaf = scope.create(scores, new Shape(scores.length / classes, classes));
      leaf.setRequiresGradient(true);
      final NDArray value = constraint.apply(BranchScores.of(leaf));
      // A branch that adds nothing leaves a constant, which has no gradient.
      collector.backward(value.add(Compute.weighted(leaf.sum(), 0)));
      return new ValueAndGradient(value.getFloat(), leaf.getGradient().toFloatArray());
    }
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void everyStepIsTheAuthors(final Path folder) {
    final Map<String, Tensor> bags = NpzFile.read(folder.resolve("bags.npz"));
    final Map<String, Tensor> grads = NpzFile.read(folder.resolve("grads_f32.npz"));
    final JsonObject steps = Goldens.json(folder.resolve("steps_f32.json")).getAsJsonObject();
    final int classes = steps.get("n_classes").getAsInt();
    final RankConstraint rank = new RankConstraint(RankForm.SIGNS, classes);
    rank.startEpoch();
    try (AttriMil model =
        AttriMil.of(TensorFiles.read(folder.resolve("weights.pt")), Device.cpu())) {
      for (final JsonElement element : steps.getAsJsonArray("steps")) {
        final JsonObject step = element.getAsJsonObject();
        final String name = String.format("bag%02d_", step.get("bag").getAsInt());
        step(model, rank, step, Goldens.bag(bags, name), grads);
        for (int c = 0; c < classes; c++) {
          queue(step.getAsJsonArray("positive_queue_after").get(c), rank.positives(c), bags, c);
          queue(step.getAsJsonArray("negative_queue_after").get(c), rank.negatives(c), bags, c);
        }
      }
    }
  }

  private static void step(
      final AttriMil model,
      final RankConstraint rank,
      final JsonObject step,
      final Bag bag,
      final Map<String, Tensor> grads) {
    final int classes = model.shape().classes();
    final String name = bag.slideId();
    final float[] scores = ((PatchValues.Additive) BagScores.of(model, bag).patches()).score();
    final Function<String, float[]> golden =
        what -> Goldens.transposed(grads.get(name + what), classes);
    assertClose(name + "scores", golden.apply("attribute_score"), scores, VALUES, 0);
    final int label = step.get("label").getAsInt();
    final NDManager scope = model.manager().newSubManager();

    final ValueAndGradient spatial =
        of(
            scope,
            scores,
            classes,
            s -> SpatialConstraint.loss(SpatialForm.STRONGEST, s, bag.grid().neighbors()));
    final double expectedSpatial = step.get("spatial").getAsDouble();
    assertEquals(expectedSpatial, spatial.value(), relative(expectedSpatial), name + "spatial");
    assertClose(
        name + "gradient of spatial",
        golden.apply("grad_spatial_wrt_attribute"),
        spatial.gradient(),
        GRADIENTS,
        GRADIENTS_ABSOLUTE);

    final AttriMilBackward backward = new AttriMilBackward(model, scope);
    final BagInput input =
        new BagInput(
            scope.create(bag.features(), new Shape(bag.size(), bag.dimension())), bag.grid());
    final ValueAndGradient ranked =
        of(scope, scores, classes, s -> rank.loss(new FeatureMemory(backward, input), label, s));
    final double expectedRank = step.get("rank").getAsDouble();
    assertEquals(expectedRank, ranked.value(), relative(expectedRank), name + "rank");
    assertClose(
        name + "gradient of rank",
        golden.apply("grad_rank_wrt_attribute"),
        ranked.gradient(),
        GRADIENTS,
        GRADIENTS_ABSOLUTE);
    norms(
        AttriMilGoldenTest.named(model, backward),
        step.get("grad_norm_of_rank_through_queued_feature"),
        name);
  }

  private static void norms(
      final Map<String, Tensor> gradients, final JsonElement expected, final String bag) {
    gradients.forEach(
        (name, tensor) -> {
          double squares = 0;
          for (final float g : tensor.floats()) {
            squares += (double) g * g;
          }
          final double norm =
              expected.isJsonNull() ? 0 : expected.getAsJsonObject().get(name).getAsDouble();
          assertEquals(norm, Math.sqrt(squares), GRADIENTS * norm + GRADIENTS_ABSOLUTE, bag + name);
        });
  }

  private static void queue(
      final JsonElement expected,
      final List<Bank.Entry> bank,
      final Map<String, Tensor> bags,
      final int branch) {
    final List<String> ours = bank.stream().map(e -> find(bags, e)).toList();
    assertEquals(expected.toString(), ours.toString().replace(" ", ""), "branch " + branch);
  }

  /** The bag and the patch that have an entry's features. */
  private static String find(final Map<String, Tensor> bags, final Bank.Entry entry) {
    final List<String> found = new ArrayList<>();
    bags.forEach(
        (name, tensor) -> {
          final int d = entry.rows().length;
          for (int i = 0; name.endsWith("_h") && i < tensor.shape()[0]; i++) {
            final float[] row = Arrays.copyOfRange(tensor.floats(), i * d, (i + 1) * d);
            if (Arrays.equals(row, entry.rows())) {
              found.add("[" + Integer.parseInt(name.substring(3, 5)) + "," + i + "]");
            }
          }
        });
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  @Test
  void spatialIsTheAuthorsOnTiesZerosAndMixedSigns() {
    int compared = 0;
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      for (final JsonElement element :
          Goldens.json(Goldens.resource("constraints/spatial_handmade.json")).getAsJsonArray()) {
        final JsonObject grid = element.getAsJsonObject();
        final int classes = grid.get("n_classes").getAsInt();
        final int[] nearest = ints(grid.get("nearest"));
        final float[] a = Goldens.transposed(floats(grid.get("A")), classes);
        final ValueAndGradient spatial =
            of(manager, a, classes, s -> SpatialConstraint.loss(SpatialForm.STRONGEST, s, nearest));
        final double expected = grid.get("spatial").getAsDouble();
        final String what = grid.get("kind").getAsString() + " " + compared;
        assertEquals(expected, spatial.value(), relative(expected), what);
        assertClose(
            what,
            Goldens.transposed(floats(grid.get("grad")), classes),
            spatial.gradient(),
            GRADIENTS,
            GRADIENTS_ABSOLUTE);
        compared++;
      }
    }
    assertTrue(compared > 5, compared + " grids");
  }

  private static double[] numbers(final JsonElement nested) {
    return nested.isJsonArray()
        ? nested.getAsJsonArray().asList().stream()
            .flatMapToDouble(e -> Arrays.stream(numbers(e)))
            .toArray()
        : new double[] {nested.getAsDouble()};
  }

  private static int[] ints(final JsonElement nested) {
    return Arrays.stream(numbers(nested)).mapToInt(v -> (int) v).toArray();
  }

  private static Tensor floats(final JsonElement nested) {
    final double[] numbers = numbers(nested);
    final float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers[i];
    }
    return Tensor.of(values, values.length);
  }
}
