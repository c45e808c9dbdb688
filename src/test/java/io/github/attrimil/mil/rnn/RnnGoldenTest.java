package io.github.attrimil.mil.rnn;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * MIL-RNN against a plain implementation in Python (src/test/python/make_rnn_golden.py), since its
 * authors' code has no license.
 */
class RnnGoldenTest {

  private static final double TOLERANCE = 1e-5;
  private static final RnnKind KIND = new RnnKind();
  private static final Map<String, Tensor> IO = NpzFile.read(Goldens.resource("rnn/io.npz"));

  private static MilModel load(final int classes) {
    return KIND.load(
        TensorFiles.read(Goldens.resource("rnn/c" + classes + ".pt")),
        KIND.options(),
        Device.cpu());
  }

  private static BagInput bag(final String key, final NDManager scope) {
    final Tensor h = IO.get(key + "h");
    return new BagInput(
        scope.create(h.floats(), new Shape(h.shape())), PatchGrid.unplaced((int) h.shape()[0]));
  }

  private static void assertSame(final String name, final NDArray found) {
    assertClose(name, IO.get(name).floats(), found.toFloatArray(), TOLERANCE, 0);
  }

  @ParameterizedTest
  @CsvSource({"12, 2", "7, 3"})
  void outputsAndLossesAreThePlainOnes(final int features, final int classes) {
    try (MilModel model = load(classes)) {
      assertEquals(new ModelShape(features, classes), model.shape());
      for (int i = 0; i < 6; i++) {
        final String key = "c" + classes + "_" + i + "_";
        try (NDManager scope = model.manager().newSubManager()) {
          final BagInput bag = bag(key, scope);
          final BagOutput out = model.score(bag);
          assertSame(key + "logits", out.logits());
          final NDArray z = ((PatchEvidence.InstanceLogits) out.patches()).logits();
          assertSame(key + "patches", z);
          assertArrayEquals(
              IO.get(key + "order").floats(),
              floats(Suspicion.order(z.toFloatArray(), classes, 10)));
          final Losses loss = new RnnObjective(0).loss(model, bag, classes - 1);
          final float expected = IO.get(key + "loss").floats()[0];
          assertEquals(expected, loss.values().total(), 1e-5 * Math.max(1, expected));
        }
      }
    }
  }

  /** Of 23 patches, of two, and of twelve with large features. */
  @ParameterizedTest
  @CsvSource({"2, 0", "3, 0", "2, 3", "3, 3", "2, 5", "3, 5"})
  void gradientsAreThePlainOnes(final int classes, final int bag) {
    final String key = "c" + classes + "_" + bag + "_";
    int compared = 0;
    try (MilModel model = load(classes);
        NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = KIND.gradients(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        collector.backward(new RnnObjective(0).loss(step, bag(key, scope), classes - 1).total());
      }
      for (final Map.Entry<String, NDArray> gradient : step.gradients().entrySet()) {
        final Tensor expected = IO.get(key + "grad_" + gradient.getKey());
        if (expected != null) {
          assertClose(
              gradient.getKey(), expected.floats(), gradient.getValue().toFloatArray(), 1e-4, 1e-6);
          compared++;
        }
      }
    }
    assertEquals(7, compared, "all but the recurrence's matrix");
  }

  /** 1e4 and 2e4 have the same probability in any arithmetic, and log odds that differ. */
  @Test
  void suspicionIsOfAnyClassButTheFirst() {
    assertArrayEquals(
        new int[] {2, 0, 1}, Suspicion.order(new float[] {0, 1e4f, 1e4f, 0, 0, 2e4f}, 2, 5));
    // Of class 2: 0.84; of class 1: 0.67; of class 0 alone.
    assertArrayEquals(
        new int[] {1, 0}, Suspicion.order(new float[] {0, 2, 1, 0, 0, 2.4f, 9, 0, 0}, 3, 2));
    assertArrayEquals(new int[] {1, 0}, Suspicion.order(new float[] {-1, 2}, 1, 5));
  }

  /** At first the mean of the patches' logits takes the place of the most suspicious one's. */
  @Test
  void allPatchesTeachInTheFirstEpochs() {
    try (MilModel model = load(2);
        NDManager scope = model.manager().newSubManager()) {
      final BagInput bag = bag("c2_0_", scope);
      final NDArray z = ((PatchEvidence.InstanceLogits) model.score(bag).patches()).logits();
      final double mean = CrossEntropy.of(z.mean(new int[] {0}), 1).getFloat();
      final RnnObjective objective = new RnnObjective(2);
      objective.startEpoch(1);
      assertEquals(mean, part(objective.loss(model, bag, 1)), 1e-6);
      objective.startEpoch(2);
      final double top = part(objective.loss(model, bag, 1));
      assertEquals(part(new RnnObjective(0).loss(model, bag, 1)), top);
      assertTrue(Math.abs(mean - top) > 1e-3);
    }
  }

  private static double part(final Losses losses) {
    return losses.values().parts().get(RnnObjective.PATCH);
  }

  /** Patches beyond the sequence do not count. */
  @Test
  void theSequenceHasAsManyPatchesAsAskedFor() {
    final float[] whole = logits(3);
    assertTrue(Arrays.equals(whole, logits(3)));
    assertTrue(!Arrays.equals(whole, logits(2)));
    assertTrue(Arrays.equals(logits(23), logits(1_000)));
  }

  private static float[] logits(final int sequence) {
    try (MilModel model =
            KIND.load(
                TensorFiles.read(Goldens.resource("rnn/c2.pt")),
                KIND.options().with(Rnn.SEQUENCE, sequence),
                Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      return model.score(bag("c2_0_", scope)).logits().toFloatArray();
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
