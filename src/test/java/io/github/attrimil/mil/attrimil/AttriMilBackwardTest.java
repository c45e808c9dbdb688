package io.github.attrimil.mil.attrimil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.Autograd;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The faster backward pass against autograd. */
class AttriMilBackwardTest {

  private static final int D = 10;
  private static final double RELATIVE = 1e-4;
  private static final double ABSOLUTE = 1e-6;

  private static float[] features(final int n, final long seed) {
    final Random random = new Random(seed);
    final float[] h = new float[n * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    return h;
  }

  private static BagInput bag(final NDManager scope, final int n, final long seed) {
    return new BagInput(scope.create(features(n, seed), new Shape(n, D)), PatchGrid.unplaced(n));
  }

  /**
   * Gradients by official name of a loss of logits, scores and evidence of two bags, the second of
   * which is scored as the ranking constraint scores its bank.
   */
  private static Map<String, Tensor> gradients(
      final int classes, final int n, final Function<AttriMil, Gradients> way) {
    try (AttriMil model = AttriMil.random(D, classes, 3, Device.cpu());
        NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = way.apply(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final BagOutput out = step.score(bag(scope, n, 1));
        final NDArray scores = ((PatchEvidence.Additive) out.patches()).score();
        final NDArray earlier =
            ((PatchEvidence.Additive) step.score(bag(scope, 3, 2)).patches()).score();
        collector.backward(
            CrossEntropy.of(out.logits(), classes - 1)
                .add(scores.tanh().mean())
                .add(((NDArray) out.own()).sin().mean())
                .add(earlier.square().mean()));
      }
      return AttriMilGoldenTest.named(model, step);
    }
  }

  private static void compare(final Map<String, Tensor> expected, final Map<String, Tensor> ours) {
    assertEquals(expected.keySet(), ours.keySet());
    expected.forEach(
        (name, e) -> assertClose(name, e.floats(), ours.get(name).floats(), RELATIVE, ABSOLUTE));
  }

  /**
   * One patch, one block of rows, and enough patches that products are folded in several blocks.
   */
  @ParameterizedTest
  @CsvSource({"2, 1", "2, 30", "3, 30", "2, 6000", "3, 6000"})
  void isThatOfAutograd(final int classes, final int n) {
    compare(
        gradients(classes, n, Autograd::new),
        gradients(classes, n, model -> scope -> new AttriMilBackward(model, scope)));
  }

  /**
   * 7,502 patches are blocks of 1875, 1876, 1875 and 1876 rows. Whatever number of activations is
   * kept, each block's must meet its own rows, also where a block no longer fits but the next, a
   * row shorter, would.
   */
  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1875", "2, 3750", "3, 3750", "3, 3751"})
  void activationsThatAreNotKeptAreComputedAgain(final int classes, final int rowsKept) {
    final long bytesOfRow = Float.BYTES * (D + D / 2 + D + 2L * classes * D / 2);
    compare(
        gradients(classes, 7502, Autograd::new),
        gradients(
            classes,
            7502,
            model -> scope -> new AttriMilBackward(model, scope, rowsKept * bytesOfRow)));
  }

  /** Autograd adds to gradients of earlier steps unless they are taken. */
  @Test
  void stepsDoNotAddUp() {
    try (AttriMil model = AttriMil.random(D, 2, 3, Device.cpu())) {
      final Gradients gradients = new Autograd(model);
      float[] first = null;
      for (int i = 0; i < 2; i++) {
        try (NDManager scope = model.manager().newSubManager()) {
          final Gradients.Step step = gradients.begin(scope);
          try (GradientCollector collector = Compute.engine().newGradientCollector()) {
            collector.backward(CrossEntropy.of(step.score(bag(scope, 5, 1)).logits(), 0));
          }
          final float[] found = step.gradients().get(AttriMil.WEIGHTS).toFloatArray();
          first = first == null ? found : first;
          assertClose("step " + i, first, found, 0, 0);
        }
      }
    }
  }
}
