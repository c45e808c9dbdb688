package io.github.attrimil.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade on a small project: what scripts do. */
class MilProjectTest {

  @TempDir private static Path folder;
  private static MilProject project;

  @BeforeAll
  static void train() throws IOException {
    project = MilProject.open(SmallProject.write(folder.resolve("project"), 18).root().toString());
    final List<String> lines = new ArrayList<>();
    project.show(lines::add);
    assertEquals("done", project.run("split", "folds=2", "seed=1").status());
    final CommandRun run =
        project.run("train", Map.of("epochs", 12, "device", "cpu", "seed", 3L, "model", "small"));
    assertEquals("done", run.status());
    assertTrue(lines.containsAll(run.messages()), lines.toString());
    assertTrue(run.messages().size() >= 2, run.toString());
    project.run("evaluate", "model=small", "device=cpu");
    project.run("predict", "model=small", "device=cpu");
  }

  @Test
  void readsWhatStagesWrote() {
    assertEquals(List.of("small"), project.models());
    assertEquals(18, project.slides().size());
    final List<Map<String, Object>> rows = project.predictions("small");
    assertEquals(18, rows.size());
    assertEquals("slide_00", rows.get(0).get("slide_id"));
    assertEquals(1, (double) rows.get(0).get("p_0") + (double) rows.get(0).get("p_1"), 1e-9);
    final List<Map<String, Object>> heldOut = project.heldOut("small");
    assertEquals(18, heldOut.size());
    assertEquals(1.0, heldOut.get(17).get("fold"));
    assertTrue(project.summary("small").size() >= 2);
  }

  @Test
  void scoresABagAsPredictDoes() {
    try (MilScorer model = project.model("small")) {
      assertEquals("attrimil", model.kind());
      assertEquals(List.of("normal", "tumor"), model.classes());
      assertEquals(SmallProject.DIMENSION, model.features());
      assertEquals(2, model.folds());
      for (final Map<String, Object> row : project.predictions("small")) {
        final String slide = (String) row.get("slide_id");
        final BagPrediction bag = model.score(project.features(slide));
        assertEquals((double) row.get("p_1"), bag.probabilities()[1], 1e-6);
        assertEquals(row.get("class"), bag.label());
        final double[][] parts = bag.contributions();
        double sum = bag.bias()[1];
        for (final double[] part : parts) {
          sum += part[1];
        }
        assertEquals(bag.logits()[1], sum, 1e-4);
        assertEquals(parts.length, bag.patches().length);
        assertEquals("score", bag.measurement());
        final Path file = Path.of(project.folder(), "features", "h5_files", slide + ".h5");
        assertArrayEquals(bag.logits(), model.scoreFile(file.toString()).logits(), 1e-9);
      }
    }
  }

  @Test
  void scoresByACheckpointFile() {
    final Path file = Path.of(project.folder(), "models", "small", "s_0_checkpoint.pt");
    try (MilScorer model = MilScorer.open(file.toString())) {
      final float[][] h = project.features("slide_01");
      final long[][] xy = new long[h.length][2];
      for (int i = 0; i < xy.length; i++) {
        xy[i][0] = 256L * i;
      }
      assertEquals(1, model.folds());
      assertArrayEquals(model.score(h).logits(), model.score(h, xy, 256).logits(), 1e-6);
    }
  }

  @Test
  void failuresSayWhatToDo() {
    final float[][] narrow = new float[4][SmallProject.DIMENSION - 1];
    final float[][] holes = {new float[SmallProject.DIMENSION], new float[3]};
    final float[][] notFinite = new float[2][SmallProject.DIMENSION];
    notFinite[1][2] = Float.NaN;
    try (MilScorer model = project.model("small")) {
      says("expects 8 features per patch, the given bag has 7", () -> model.score(narrow));
      says("Patch 1 has 3 features, patch 0 has 8", () -> model.score(holes));
      says("Feature 2 of patch 1 is NaN", () -> model.score(notFinite));
      says("at least one patch", () -> model.score(new float[0][]));
      says(
          "1 coordinates do not match 2 patches",
          () -> model.score(new float[2][SmallProject.DIMENSION], new long[1][2], 256));
      model.close();
      says("closed", () -> model.score(new float[2][SmallProject.DIMENSION]));
    }
    says("does not exist", () -> MilProject.open(folder.resolve("none").toString()));
    says("project= is given twice", () -> project.run("train", "project=elsewhere"));
    says("\"epochs\" is not a parameter; write name=value", () -> project.run("train", "epochs"));
    says("epochs= is given twice", () -> project.run("train", "epochs=1", "epochs=2"));
    says("train: train has no parameter \"epoch\"", () -> project.run("train", "epoch=1"));
    says("train: epochs=x is not a whole number", () -> project.run("train", "epochs=x"));
    says("Unknown command \"fly\"", () -> project.run("fly"));
    says("run `map` first", () -> project.scores("small", "slide_00"));
    says("run `predict` first", () -> project.predictions("other"));
    says("neither a model", () -> project.model("other"));
    says("split needs project=", () -> MilCommands.run("split"));
  }

  private static void says(final String words, final Runnable call) {
    final AttriMilException e = assertThrows(AttriMilException.class, call::run);
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void aFailedCommandIsAnExceptionAndLeavesNothing() {
    final Path empty = folder.resolve("empty");
    final MilProject none = MilProject.create(empty.toString());
    says("train: ", () -> none.run("train"));
    assertTrue(Files.notExists(empty));
  }

  @Test
  void helpIsThatOfTheShell() {
    assertTrue(MilCommands.names().containsAll(List.of("demo", "patch", "train", "doctor")));
    assertTrue(MilCommands.help("train").contains("  epochs="));
    says("Unknown command", () -> MilCommands.help("fly"));
  }
}
