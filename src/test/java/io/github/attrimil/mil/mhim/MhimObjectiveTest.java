package io.github.attrimil.mil.mhim;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The teacher, the random masks and the merging queries over the steps of a training. */
class MhimObjectiveTest {

  private static final int D = 6;
  private static final String WEIGHT = Mhim.FEATURE + ".weight";

  private static final Options OPTIONS =
      MhimOptions.defaults()
          .with(MhimOptions.HIDDEN, 16)
          .with(MhimOptions.MASKED, 0.1)
          .with(MhimOptions.KEPT, 0.5)
          .with(MhimOptions.TEACHER, 0.75)
          .with(MhimOptions.QUERIES, 0.5);

  private static Mhim student(final long seed) {
    return (Mhim) new MhimKind().create(new ModelShape(D, 2), OPTIONS, seed, Device.cpu());
  }

  /** A step of which only the student's first layer learns, by adding a number to it. */
  private static Losses.Values step(
      final Mhim student, final MhimObjective objective, final long bag) {
    try (NDManager scope = student.manager().newSubManager()) {
      final Random random = new Random(bag);
      final float[] h = new float[20 * D];
      for (int i = 0; i < h.length; i++) {
        h[i] = (float) random.nextGaussian();
      }
      final BagInput input =
          new BagInput(scope.create(h, new Shape(20, D)), PatchGrid.unplaced(20));
      final Losses losses = objective.loss(student, input, (int) bag % 2);
      final Losses.Values values = losses.values();
      final NDArray weight = student.parameters().get(WEIGHT);
      weight.addi(0.01f);
      losses.later().run();
      return values;
    }
  }

  @Test
  void theTeacherFollowsTheStudentAfterTheStep() {
    try (Mhim student = student(1);
        MhimObjective objective = new MhimObjective(student, OPTIONS)) {
      final float[] before = student.stateDict().get(WEIGHT).floats();
      step(student, objective, 0);
      final float[] expected = before.clone();
      for (int i = 0; i < expected.length; i++) {
        expected[i] += 0.25f * 0.01f;
      }
      assertClose(
          "teacher", expected, objective.state().get("teacher." + WEIGHT).floats(), 1e-6, 0);
      assertClose(
          "teacher's other weights",
          student.stateDict().get("predictor.weight").floats(),
          objective.state().get("teacher.predictor.weight").floats(),
          1e-6,
          0);
    }
  }

  @Test
  void theQueriesFollowTheMergedTokens() {
    try (Mhim student = student(1);
        MhimObjective objective = new MhimObjective(student, OPTIONS)) {
      assertFalse(student.parameters().containsKey(Merging.QUERIES));
      final float[] before = student.stateDict().get(Merging.QUERIES).floats();
      step(student, objective, 0);
      final float[] after = student.stateDict().get(Merging.QUERIES).floats();
      double size = 0;
      for (int i = 0; i < before.length; i++) {
        // Half of the query and half of a token, which is far smaller than the query.
        size = Math.max(size, Math.abs(after[i] - 0.5 * before[i]));
      }
      assertTrue(size > 1e-4 && size < 0.5, "merged tokens of " + size);
      // One parameter of two names in the reference: whichever is loaded last counts there.
      assertArrayEquals(after, student.stateDict().get(Merging.SAME_QUERIES).floats());
    }
  }

  /** A resumed training continues with the same teacher, masks and losses. */
  @Test
  void itIsResumedToTheSameLosses() {
    final Map<String, Tensor> weights;
    final Map<String, Tensor> remembered;
    final double[] losses = new double[3];
    try (Mhim student = student(1);
        MhimObjective objective = new MhimObjective(student, OPTIONS)) {
      step(student, objective, 0);
      step(student, objective, 1);
      weights = student.stateDict();
      remembered = new LinkedHashMap<>(objective.state());
      for (int i = 0; i < losses.length; i++) {
        losses[i] = step(student, objective, 2 + i).total();
      }
    }
    try (Mhim student = (Mhim) new MhimKind().load(weights, OPTIONS, Device.cpu());
        MhimObjective objective = new MhimObjective(student, OPTIONS)) {
      objective.resume(remembered);
      final double[] again = new double[losses.length];
      for (int i = 0; i < losses.length; i++) {
        again[i] = step(student, objective, 2 + i).total();
      }
      assertArrayEquals(losses, again);
      // Without it the losses are others.
      objective.resume(new MhimObjective(student, OPTIONS).state());
      assertFalse(step(student, objective, 2).total() == losses[0]);
    }
  }

  @Test
  void aWidthThatHeadsDoNotDivideIsRefused() {
    final Options options =
        OPTIONS
            .with(MhimOptions.BASELINE, MhimOptions.BaselineKind.TRANSMIL)
            .with(MhimOptions.HIDDEN, 20);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> new MhimKind().create(new ModelShape(D, 2), options, 1, Device.cpu()));
    assertTrue(e.getMessage().contains("hidden=20"), e.getMessage());
  }

  /**
   * Without merged tokens the tensors of merging are not there, and what is not seen is dropped.
   */
  @Test
  void itTrainsWithoutMergedTokens() {
    final Options options = OPTIONS.with(MhimOptions.TOKENS, 0);
    try (Mhim student =
            (Mhim) new MhimKind().create(new ModelShape(D, 2), options, 1, Device.cpu());
        MhimObjective objective = new MhimObjective(student, options)) {
      assertTrue(student.stateDict().keySet().stream().noneMatch(n -> n.startsWith("merge")));
      assertTrue(Double.isFinite(step(student, objective, 0).total()));
      assertEquals(
          0,
          new MhimKind()
              .load(student.stateDict(), MhimOptions.defaults(), Device.cpu())
              .options()
              .get(MhimOptions.TOKENS));
    }
  }
}
