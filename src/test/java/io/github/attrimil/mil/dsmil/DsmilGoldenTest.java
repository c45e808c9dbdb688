package io.github.attrimil.mil.dsmil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.PooledObjective;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both forms of DSMIL against their authors' implementations: outputs, losses, gradients. */
class DsmilGoldenTest {

  private static final double OUTPUTS = 1e-5;

  private static final DsmilKind ADAPTED = new DsmilKind();
  private static final DsmilOriginalKind ORIGINAL = new DsmilOriginalKind();

  static List<KindFixture> adapted() {
    return KindFixture.all("dsmil_d");
  }

  static List<KindFixture> original() {
    return KindFixture.all("dsmil_original_");
  }

  private static KindFixture.Loss own(final MilModel model) {
    final ModelKind kind = model.kind();
    final Objective objective =
        kind.objective(model, kind.recipe("default").with(PooledObjective.OPTION, 0));
    return (scorer, bag, label) -> objective.loss(scorer, bag, label).total();
  }

  @ParameterizedTest
  @MethodSource("adapted")
  void theAdaptedOneIsThatOfAttriMilsAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("dsmil")) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        final BagScores scored = fixture.scored(i, model);
        fixture.assertOutput(i, "prediction_bag", scored.logits(), OUTPUTS);
        fixture.assertOutput(i, "Y_prob", floats(scored.probabilities()), OUTPUTS);
        assertEquals(fixture.output(i).get("Y_hat").floats()[0], scored.predicted());
        final PatchValues.InstanceLogits patches = (PatchValues.InstanceLogits) scored.patches();
        fixture.assertOutput(i, "classes", patches.logits(), OUTPUTS);
        // The reference returns attention before it is scaled.
        final float[] raw = patches.attention().orElseThrow().clone();
        for (int k = 0; k < raw.length; k++) {
          raw[k] *= (float) Math.sqrt(Dsmil.WIDTH);
        }
        fixture.assertOutput(i, "A_raw", raw, OUTPUTS);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
        fixture.assertGradients(model, i, "trainer", own(model));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("original")
  void theOriginalIsThatOfItsAuthors(final KindFixture fixture) {
    final int outputs = fixture.shape().classes();
    try (MilModel model = fixture.load("dsmiloriginal")) {
      assertEquals(new ModelShape(fixture.shape().features(), 2), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        assertOutputs(fixture.output(i), outputs, fixture.scored(i, model));
        fixture.assertGradients(model, i, "trainer", own(model));
      }
    }
  }

  private static void assertOutputs(
      final Map<String, Tensor> expected, final int outputs, final BagScores scored) {
    final PatchValues.InstanceLogits patches = (PatchValues.InstanceLogits) scored.patches();
    assertClose(
        "logits",
        expected.get("prediction_bag").floats(),
        last(scored.logits(), outputs),
        OUTPUTS,
        0);
    assertClose(
        "scores",
        expected.get("bag_score").floats(),
        last(floats(scored.probabilities()), outputs),
        OUTPUTS,
        0);
    assertClose(
        "logits of patches",
        expected.get("classes").floats(),
        outputs == 1 ? patches.values(1) : patches.logits(),
        OUTPUTS,
        0);
    final float[] shares = expected.get("A").floats();
    for (int c = 0; c < outputs; c++) {
      final float[] column = new float[shares.length / outputs];
      for (int i = 0; i < column.length; i++) {
        column[i] = shares[i * outputs + c];
      }
      assertClose("attention", column, floats(patches.shares(c).orElseThrow()), OUTPUTS, 0);
    }
  }

  /** The aggregator that DSMIL's authors published for Camelyon16, which has a single output. */
  @Test
  void thePublishedAggregatorGivesWhatTheirsGives() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    final Path published = Goldens.shared().orElseThrow().resolve("published");
    final Map<String, Tensor> io = NpzFile.read(published.resolve("c16_aggregator_io.npz"));
    final Tensor x = io.get("x");
    try (MilModel model =
        ORIGINAL.load(
            TensorFiles.read(published.resolve("c16_aggregator.pth")),
            ORIGINAL.options(),
            Device.cpu())) {
      assertEquals(DsmilOptions.Outputs.ONE, model.options().get(DsmilOptions.OUTPUTS));
      final int n = (int) x.shape()[0];
      assertOutputs(
          Map.of(
              "prediction_bag", io.get("prediction_bag"),
              "bag_score", io.get("sigmoid_bag"),
              "classes", io.get("classes"),
              "A", io.get("A_softmaxed")),
          1,
          BagScores.of(
              model,
              new Bag("x", x.floats(), FeatureCard.of((int) x.shape()[1]), PatchGrid.unplaced(n))));
    }
  }

  /** A single output z: p_1 is its sigmoid, p_0 the rest; the table keeps one row. */
  @Test
  void aSingleOutputServesTwoClasses() {
    final Options one = ORIGINAL.options().with(DsmilOptions.OUTPUTS, DsmilOptions.Outputs.ONE);
    try (MilModel model = ORIGINAL.create(new ModelShape(6, 2), one, 1, Device.cpu())) {
      assertArrayEquals(
          new long[] {1, 6}, model.stateDict().get("i_classifier.fc.0.weight").shape());
      final float[] logits =
          BagScores.of(
                  model,
                  new Bag(
                      "x",
                      new float[] {1, -2, 3, 0, 1, 5},
                      FeatureCard.of(6),
                      PatchGrid.unplaced(1)))
              .logits();
      assertEquals(-logits[1], logits[0]);
      final double[] p = ORIGINAL.probabilities(logits);
      assertEquals(1 / (1 + Math.exp(-logits[1])), p[1], 1e-12);
      assertEquals(1, p[0] + p[1], 1e-12);
    }
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> ORIGINAL.create(new ModelShape(6, 3), one, 1, Device.cpu()));
    assertTrue(e.getMessage().contains("outputs=classes"), e.getMessage());
  }

  /** -log of each sigmoid by hand. */
  @Test
  void validationCountsEveryOutput() {
    final float[] logits = {2, -1, 0.5f};
    final double[] p = ORIGINAL.probabilities(logits);
    assertEquals(
        -(Math.log(1 - p[0]) + Math.log(p[1]) + Math.log(1 - p[2])) / 3,
        ORIGINAL.validationLoss(logits, 1),
        1e-12);
    // Where all outputs say yes, the true one's probability alone would look perfect.
    assertTrue(ORIGINAL.validationLoss(new float[] {9, 9}, 0) > 4);
    assertEquals(
        -Math.log(ADAPTED.probabilities(logits)[1]), ADAPTED.validationLoss(logits, 1), 1e-12);
  }

  /** At first the mean of the patches' logits takes the place of the critical patches'. */
  @Test
  void allPatchesTeachInTheFirstEpochs() {
    final Options options =
        ADAPTED.recipe("default").with(Start.OPTION, Start.RANDOM).with(PooledObjective.OPTION, 2);
    try (MilModel model = ADAPTED.create(new ModelShape(3, 2), options, 1, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag =
          new BagInput(
              scope.create(new float[] {1, -2, 3, 0, 1, 5, 4, -1, -6}, new Shape(3, 3)),
              PatchGrid.unplaced(3));
      final NDArray z = ((PatchEvidence.InstanceLogits) model.score(bag).patches()).logits();
      final double mean = CrossEntropy.of(z.mean(new int[] {0}), 1).getFloat();
      final double top = CrossEntropy.of(z.max(new int[] {0}), 1).getFloat();
      final Objective objective = ADAPTED.objective(model, options);
      objective.startEpoch(1);
      assertEquals(mean, strongest(objective.loss(model, bag, 1)), 1e-6);
      objective.startEpoch(2);
      assertEquals(top, strongest(objective.loss(model, bag, 1)), 1e-6);
      assertTrue(Math.abs(mean - top) > 1e-3);
    }
  }

  private static double strongest(final Losses losses) {
    return losses.values().parts().get(DsmilObjective.STRONGEST);
  }

  /** The other two forms of the authors' network. */
  @Test
  void tensorsShowTheOptions() {
    for (final DsmilOptions.Query query : DsmilOptions.Query.values()) {
      for (final boolean values : new boolean[] {false, true}) {
        final Options options =
            ORIGINAL.options().with(DsmilOptions.QUERY, query).with(DsmilOptions.VALUES, values);
        try (MilModel model = ORIGINAL.create(new ModelShape(6, 3), options, 1, Device.cpu());
            MilModel loaded = ORIGINAL.load(model.stateDict(), ORIGINAL.options(), Device.cpu())) {
          assertEquals(options, loaded.options());
        }
      }
    }
  }

  private static float[] last(final float[] values, final int count) {
    return java.util.Arrays.copyOfRange(values, values.length - count, values.length);
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
