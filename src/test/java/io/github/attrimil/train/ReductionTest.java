package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings with reduced features: what is saved, what it was fitted on, and who can read it. */
class ReductionTest {

  private static final int D = SmallProject.DIMENSION;
  private static final int WIDTH = 3;
  private static final Recipe RECIPE = Recipes.attrimil("default", "epochs=25 reduction=" + WIDTH);

  @TempDir private Path folder;

  private Project project(final String name) throws IOException {
    final Project project = SmallProject.write(folder.resolve(name), 14);
    Files.createDirectories(project.split(0).getParent());
    split(0, 9).write(project.split(0));
    return project;
  }

  /** Slides in order, the first for training. */
  private static Split split(final int first, final int train) {
    final List<String> ids =
        IntStream.range(first, 14).mapToObj(s -> String.format("slide_%02d", s)).toList();
    return new Split(
        ids.subList(0, train), ids.subList(train, train + 3), ids.subList(train + 3, ids.size()));
  }

  private static Map<String, Tensor> train(final Project project, final Recipe recipe) {
    TrainStage.run(
        project,
        new TrainStage.Request("m", recipe, List.of(), DeviceChoice.CPU, 1, false),
        Job.silent());
    return TorchFile.read(project.checkpoint("m", 0));
  }

  private static float[] weight(final Map<String, Tensor> state) {
    return Reduction.of(state).orElseThrow().weight().floats();
  }

  @Test
  void isSavedWithTheModelAndReadWithIt() throws IOException {
    final Project project = project("one");
    final Map<String, Tensor> state = train(project, RECIPE);
    assertArrayEquals(new long[] {WIDTH, D}, state.get(Reduction.WEIGHT).shape());
    assertEquals(
        List.of(Reduction.WEIGHT, Reduction.BIAS), state.keySet().stream().limit(2).toList());
    final TrainedModel trained = TrainedModel.find(project, "m");
    assertEquals(D, trained.card().features().dimension());
    assertEquals(List.of(WIDTH), trained.card().training().widths());
    assertEquals("3", trained.card().training().options().get("reduction"));
    // From its tensors alone, too.
    final TrainedModel file = TrainedModel.find(project, project.checkpoint("m", 0).toString());
    assertEquals("attrimil", file.card().kind());
    assertEquals(D, file.card().features().dimension());
    try (MilModel model = trained.load(0, DeviceChoice.CPU, Job.silent());
        MilModel again = file.load(0, DeviceChoice.CPU, Job.silent())) {
      for (int s = 0; s < 14; s++) {
        final String id = String.format("slide_%02d", s);
        final BagScores scores = BagScores.of(model, BagSource.of(project).open(id));
        assertEquals(SmallProject.label(s).equals("tumor") ? 1 : 0, scores.predicted(), id);
        assertArrayEquals(
            scores.logits(), BagScores.of(again, BagSource.of(project).open(id)).logits());
      }
    }
  }

  /** Training slides come out with mean 0 and variance 1, every class with the same weight. */
  @Test
  void whitensThePatchesOfTrainingSlides() throws IOException {
    final Project project = project("white");
    assertMomentsOf(project, Reduction.of(train(project, RECIPE)).orElseThrow());
  }

  @Test
  void standardScalesEachFeatureOfTrainingSlides() throws IOException {
    final Project project = project("standard");
    final Map<String, Tensor> state =
        train(project, RECIPE.with(Map.of("reduction", "standard", "epochs", "1")));
    assertMomentsOf(project, Reduction.of(state).orElseThrow());
    final float[] weight = weight(state);
    assertEquals(D * D, weight.length);
    for (int i = 0; i < weight.length; i++) {
      assertEquals(i % (D + 1) == 0, weight[i] > 0, "weight " + i);
    }
    assertEquals(List.of(D), TrainedModel.find(project, "m").card().training().widths());
  }

  @Test
  void squaresDoublesTheScaledFeatures() throws IOException {
    final Project project = project("squares");
    final Map<String, Tensor> state =
        train(project, RECIPE.with(Map.of("reduction", "squares", "epochs", "1")));
    final Reduction squared = Reduction.of(state).orElseThrow();
    assertMomentsOf(project, new Reduction(squared.weight(), squared.bias()));
    assertEquals(3, squared.limit());
    assertEquals(List.of(2 * D), TrainedModel.find(project, "m").card().training().widths());
  }

  private static void assertMomentsOf(final Project project, final Reduction reduction) {
    final int width = reduction.width();
    final double[] mean = new double[width];
    final double[] square = new double[width];
    for (int s = 0; s < 9; s++) {
      final boolean tumor = SmallProject.label(s).equals("tumor");
      final float[] y =
          reduction
              .of(BagSource.of(project).open(String.format("slide_%02d", s)), ai.djl.Device.cpu())
              .features();
      for (int i = 0; i < y.length; i++) {
        final double weight = (tumor ? 1.0 / 3 : 1.0 / 6) / 2 / (y.length / width);
        mean[i % width] += weight * y[i];
        square[i % width] += weight * y[i] * y[i];
      }
    }
    assertArrayEquals(new double[width], mean, 1e-5);
    final double[] ones = new double[width];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, square, 1e-5);
  }

  @Test
  void isFittedOnTrainingSlidesAlone() throws IOException {
    final float[] before = weight(train(project("before"), RECIPE));
    final Project held = project("held");
    change(held, 10);
    change(held, 13);
    assertArrayEquals(before, weight(train(held, RECIPE)));
    final Project seen = project("seen");
    change(seen, 4);
    assertFalse(Arrays.equals(before, weight(train(seen, RECIPE))));
  }

  private static void change(final Project project, final int slide) {
    final float[] h = SmallProject.features(slide, SmallProject.label(slide).equals("tumor"));
    for (int i = 0; i < h.length; i++) {
      h[i] *= 1 + i % D;
    }
    new FeatureFile(h, D, Map.of(), Optional.empty())
        .write(project.features(String.format("slide_%02d", slide)));
  }

  @Test
  void eachFoldHasItsOwn() throws IOException {
    final Project project = project("folds");
    split(3, 7).write(project.split(1));
    final float[] first = weight(train(project, RECIPE));
    final float[] second = weight(TorchFile.read(project.checkpoint("m", 1)));
    assertFalse(Arrays.equals(first, second));
    assertEquals(List.of(WIDTH, WIDTH), TrainedModel.find(project, "m").card().training().widths());
  }

  @Test
  void noneLeavesCheckpointsAsTheyWere() throws IOException {
    final Project project = project("none");
    final Map<String, Tensor> state = train(project, RECIPE.with(Map.of("reduction", "none")));
    assertTrue(Reduction.of(state).isEmpty());
    assertEquals(List.of(), TrainedModel.find(project, "m").card().training().widths());
  }

  @Test
  void refusesWhatIsNoReduction() {
    for (final String wrong : List.of("0", "all", "-3", "1.5", "100000")) {
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> RECIPE.with(Map.of("reduction", wrong)));
      assertEquals(
          "reduction="
              + wrong
              + " is not auto, none, standard, squares or a whole number from 1 to 99999",
          e.getMessage());
    }
  }
}
