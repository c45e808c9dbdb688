package io.github.attrimil.mil.dtfd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.mil.dtfd.DtfdOptions.Distillation;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DTFD-MIL against the reference, with the groups it was run with. */
class DtfdGoldenTest {

  private static final double OUTPUTS = 1e-5;
  private static final DtfdKind KIND = new DtfdKind();
  private static final Map<Distillation, String> NAMES =
      Map.of(Distillation.AFS, "AFS", Distillation.MAXS, "MaxS", Distillation.MAXMINS, "MaxMinS");

  static List<KindFixture> fixtures() {
    return KindFixture.all("dtfd_");
  }

  private static Options options(final KindFixture fixture, final Distillation distillation) {
    return KIND.options()
        .with(DtfdOptions.DISTILL, distillation)
        .with(DtfdOptions.GROUPS, fixture.info().get("numGroup").getAsInt())
        .with(DtfdOptions.DISTILLED, fixture.info().get("total_instance").getAsInt());
  }

  /** Which patch comes where, so that group g has every G-th row from g on. */
  private static int[] order(final KindFixture fixture, final int i) {
    final Map<String, Tensor> input = fixture.input(i);
    final float[] split = input.get("split").floats();
    final float[] start = input.get("split_start").floats();
    final int groups = start.length - 1;
    final int[] order = new int[split.length];
    for (int g = 0; g < groups; g++) {
      for (int k = 0; k < start[g + 1] - start[g]; k++) {
        order[k * groups + g] = (int) split[(int) start[g] + k];
      }
    }
    return order;
  }

  private static BagInput ordered(final BagInput bag, final int[] order) {
    return new BagInput(RowBlocks.rows(bag.h(), order), PatchGrid.unplaced(order.length));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("fixtures")
  void outputsAreTheReferences(final KindFixture fixture) {
    for (final Distillation distillation : Distillation.values()) {
      final String type = NAMES.get(distillation);
      try (MilModel model = fixture.load("dtfd", options(fixture, distillation))) {
        assertEquals(fixture.shape(), model.shape());
        assertEquals(
            List.copyOf(fixture.stateShapes().keySet()), List.copyOf(model.stateDict().keySet()));
        for (int i = 0; i < fixture.cases(); i++) {
          final Map<String, Tensor> input = fixture.input(i);
          final int[] order = order(fixture, i);
          try (NDManager scope = model.manager().newSubManager()) {
            final NDArray h =
                scope.create(
                    input.get("h").floats(), new Shape(order.length, model.shape().features()));
            final BagOutput out =
                model.score(ordered(new BagInput(h, PatchGrid.unplaced(order.length)), order));
            fixture.assertOutput(i, type + "_slide_pred", out.logits().toFloatArray(), OUTPUTS);
            final Dtfd.Tiers tiers = (Dtfd.Tiers) out.own();
            fixture.assertOutput(i, "sub_preds", tiers.groups().toFloatArray(), OUTPUTS);
            fixture.assertOutput(
                i,
                type + "_pseudo_feat_norms",
                tiers.passed().norm(new int[] {1}).toFloatArray(),
                OUTPUTS);
            final float[] attention =
                ((PatchEvidence.InstanceLogits) out.patches()).attention().toFloatArray();
            final float[] raw = new float[attention.length];
            IntStream.range(0, raw.length).forEach(j -> raw[order[j]] = attention[j]);
            fixture.assertOutput(i, "attention_raw", raw, OUTPUTS);
          }
        }
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("fixtures")
  void theSamePatchesArePassedOn(final KindFixture fixture) {
    try (MilModel model = fixture.load("dtfd")) {
      for (int i = 0; i < fixture.cases(); i++) {
        final int[] order = order(fixture, i);
        final PatchEvidence.InstanceLogits patches;
        try (NDManager scope = model.manager().newSubManager()) {
          final float[] h = fixture.input(i).get("h").floats();
          final BagInput bag =
              new BagInput(
                  scope.create(h, new Shape(order.length, model.shape().features())),
                  PatchGrid.unplaced(order.length));
          patches = (PatchEvidence.InstanceLogits) model.score(ordered(bag, order)).patches();
          final Choice choice =
              new Choice(
                  patches.attention().toFloatArray(),
                  patches.logits().toFloatArray(),
                  fixture.state().get("classifier.fc.bias").floats());
          for (final Distillation type : List.of(Distillation.MAXS, Distillation.MAXMINS)) {
            final int[] rows = choice.of(options(fixture, type));
            assertArrayEquals(
                fixture.output(i).get(NAMES.get(type) + "_patches").floats(),
                floats(IntStream.of(rows).map(j -> order[j]).toArray()),
                fixture + ", case " + i + ", " + type);
          }
        }
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("fixtures")
  void eachTierLearnsFromItsOwnLoss(final KindFixture fixture) {
    for (final Distillation distillation : Distillation.values()) {
      try (MilModel model = fixture.load("dtfd", options(fixture, distillation))) {
        final DtfdObjective objective = new DtfdObjective();
        for (int i = 0; i < fixture.cases(); i++) {
          final int[] order = order(fixture, i);
          fixture.assertGradients(
              model,
              i,
              "tier1",
              name -> !name.startsWith(Dtfd.SECOND),
              (scorer, bag, label) ->
                  objective.ordered(scorer, bag, label, order).parts().get(DtfdObjective.TIER_1));
          fixture.assertGradients(
              model,
              i,
              "tier2_" + NAMES.get(distillation),
              name -> name.startsWith(Dtfd.SECOND),
              (scorer, bag, label) ->
                  objective.ordered(scorer, bag, label, order).parts().get(DtfdObjective.TIER_2));
        }
      }
    }
  }

  /** The dict of dicts that the reference saves has the same tensors. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("fixtures")
  void theReferencesCheckpointIsRead(final KindFixture fixture) {
    final Map<String, Tensor> nested = fixture.tensors("checkpoint.pt");
    final Map<String, Tensor> flat = fixture.state();
    assertEquals(flat.keySet(), nested.keySet());
    flat.forEach((name, t) -> assertArrayEquals(t.floats(), nested.get(name).floats(), name));
    try (MilModel model = KIND.load(nested, KIND.options(), Device.cpu())) {
      assertEquals(fixture.info().get("mDim").getAsInt(), model.options().get(DtfdOptions.WIDTH));
      assertEquals(
          fixture.info().get("numLayer_Res").getAsInt(), model.options().get(DtfdOptions.RESIDUAL));
    }
  }

  /** More groups than patches: the empty ones pass on zeros, or nothing. */
  @Test
  void groupsMayBeEmpty() {
    for (final Distillation distillation : Distillation.values()) {
      final Options options =
          KIND.options().with(DtfdOptions.DISTILL, distillation).with(DtfdOptions.WIDTH, 8);
      try (MilModel model = KIND.create(new ModelShape(5, 2), options, 1, Device.cpu());
          NDManager scope = model.manager().newSubManager()) {
        final NDArray h = scope.ones(new Shape(3, 5));
        final Dtfd.Tiers tiers =
            (Dtfd.Tiers) model.score(new BagInput(h, PatchGrid.unplaced(3))).own();
        final boolean means = distillation == Distillation.AFS;
        assertEquals(
            new Shape(means ? 4 : distillation == Distillation.MAXS ? 3 : 6, 8),
            tiers.passed().getShape());
        if (means) {
          assertArrayEquals(new float[8], tiers.passed().get(3).toFloatArray());
        }
        assertArrayEquals(
            model.stateDict().get("classifier.fc.bias").floats(),
            tiers.groups().get(3).toFloatArray());
      }
    }
  }

  /** The groups of a step follow from its number, also after a training was resumed. */
  @Test
  void aResumedTrainingShufflesAsBefore() {
    final Options options = KIND.options().with(DtfdOptions.WIDTH, 8);
    final float[] h = new float[12 * 5];
    final Random random = new Random(2);
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    try (MilModel model = KIND.create(new ModelShape(5, 2), options, 1, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag = new BagInput(scope.create(h, new Shape(12, 5)), PatchGrid.unplaced(12));
      final DtfdObjective whole = new DtfdObjective();
      final double first = whole.loss(model, bag, 1).values().total();
      final double second = whole.loss(model, bag, 1).values().total();
      assertNotEquals(first, second, "other groups");
      final DtfdObjective stopped = new DtfdObjective();
      assertEquals(first, stopped.loss(model, bag, 1).values().total());
      final DtfdObjective resumed = new DtfdObjective();
      resumed.resume(stopped.state());
      assertEquals(second, resumed.loss(model, bag, 1).values().total());
    }
  }

  private static float[] floats(final int[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }
}
