package io.github.attrimil.mil.acmil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ACMIL against the authors' implementation, and its masking, which that has in training only. */
class AcMilGoldenTest {

  private static final int D = 6;

  static List<KindFixture> models() {
    return KindFixture.all("acmil_");
  }

  /** The fixtures are without masking. */
  private static AcMilObjective unmasked(final MilModel model) {
    return new AcMilObjective((AcMil) model, model.options().with("maskcandidates", "0"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load("acmil")) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      assertEquals(
          fixture.info().get("n_token").getAsInt(), model.options().get(AcMilOptions.TOKENS));
      for (int i = 0; i < fixture.cases(); i++) {
        fixture.assertLogits(model, i);
        branches(fixture, i, (AcMil) model);
        fixture.assertGradients(
            model,
            i,
            "trainer",
            (scorer, bag, label) -> unmasked(model).loss(scorer, bag, label).total());
      }
    }
  }

  private static void branches(final KindFixture fixture, final int i, final AcMil model) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Tensor h = fixture.input(i).get("h");
      final int n = (int) h.shape()[0];
      final BagInput bag =
          new BagInput(scope.create(h.floats(), new Shape(h.shape())), PatchGrid.unplaced(n));
      final AcMil.Branches branches = (AcMil.Branches) model.score(bag).own();
      fixture.assertOutput(i, "sub_preds", branches.tokens().toFloatArray(), 1e-5);
      final NDArray attention =
          branches.attention().reshape(n, model.tokens(), model.heads()).transpose(2, 1, 0);
      fixture.assertOutput(i, "attn", attention.toFloatArray(), 1e-5);
      final Map<String, Double> parts =
          unmasked(model).loss(model, bag, fixture.label(i)).values().parts();
      final Map<String, Tensor> expected = fixture.output(i);
      assertEquals(expected.get("loss_slide").floats()[0], parts.get("bag"), 1e-5);
      assertEquals(expected.get("loss_sub").floats()[0], parts.get("tokens"), 1e-5);
      assertEquals(expected.get("loss_diff").floats()[0], parts.get("similarity"), 1e-5);
      // The branches with the network's own attention are the network's, however they are added up.
      final AcMil.Branches again = model.branches(bag, branches.attention());
      assertClose("bag", branches.bag().toFloatArray(), again.bag().toFloatArray(), 1e-5, 1e-6);
    }
  }

  private static AcMil small(final String mechanism) {
    final Options options =
        AcMilOptions.defaults()
            .with(
                Map.of(
                    "mechanism",
                    mechanism,
                    "width",
                    "16",
                    "gate",
                    "8",
                    "maskcandidates",
                    "4",
                    "maskshare",
                    "0.5"));
    return (AcMil) new AcMilKind().create(new ModelShape(D, 2), options, 3, Device.cpu());
  }

  private static BagInput bag(final NDManager scope, final int n) {
    final Random random = new Random(n);
    final float[] h = new float[n * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    return new BagInput(scope.create(h, new Shape(n, D)), PatchGrid.unplaced(n));
  }

  /** Two of the four patches that a token attends most add nothing, and others change by it. */
  @Test
  void someOfTheHighestAreMaskedAndTheRestIsScored() {
    try (AcMil model = small("gated");
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag = bag(scope, 9);
      final AcMilObjective objective = new AcMilObjective(model, model.options());
      final double first = objective.loss(model, bag, 1).values().total();
      final double second = objective.loss(model, bag, 1).values().total();
      final double unmasked = unmasked(model).loss(model, bag, 1).values().total();
      assertTrue(Math.abs(first - second) > 1e-6, first + " and " + second);
      assertTrue(Math.abs(first - unmasked) > 1e-6, first + " and " + unmasked);
      // One patch is never masked: a share of 1 is rounded down.
      final BagInput one = bag(scope, 1);
      assertEquals(
          unmasked(model).loss(model, one, 1).values().total(),
          objective.loss(model, one, 1).values().total());
    }
  }

  /** A training that is resumed masks what it would have masked. */
  @Test
  void maskingResumes() {
    for (final String mechanism : List.of("gated", "multihead")) {
      try (AcMil model = small(mechanism);
          NDManager scope = model.manager().newSubManager()) {
        final BagInput bag = bag(scope, 30);
        final double[] through = new double[4];
        final AcMilObjective objective = new AcMilObjective(model, model.options());
        Map<String, Tensor> state = Map.of();
        for (int k = 0; k < through.length; k++) {
          state = k == 2 ? objective.state() : state;
          through[k] = objective.loss(model, bag, 0).values().total();
        }
        final AcMilObjective resumed = new AcMilObjective(model, model.options());
        resumed.resume(state);
        assertArrayEquals(
            new double[] {through[2], through[3]},
            new double[] {
              resumed.loss(model, bag, 0).values().total(),
              resumed.loss(model, bag, 0).values().total()
            });
      }
    }
  }

  @Test
  void widthsThatHeadsCannotShareAreRefused() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                new AcMilKind()
                    .create(
                        new ModelShape(D, 2),
                        AcMilOptions.defaults()
                            .with(Map.of("mechanism", "multihead", "width", "20")),
                        1,
                        Device.cpu()));
    assertTrue(e.getMessage().startsWith("width=20 cannot be divided"), e.getMessage());
  }
}
