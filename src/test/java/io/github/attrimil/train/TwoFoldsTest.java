package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.stage.PredictStage;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two folds of imbalanced classes, whose networks differ. */
class TwoFoldsTest {

  private static final int SLIDES = 15;

  @TempDir private Path folder;

  private Project project() throws IOException {
    return SmallProject.twoFolds(folder.resolve("project"));
  }

  private static void train(final Project project, final String changes, final Job job) {
    final Recipe recipe = Recipes.attrimil("default", changes);
    TrainStage.run(
        project, new TrainStage.Request("m", recipe, List.of(), DeviceChoice.CPU, 1, false), job);
  }

  @Test
  void logitsAreTheMeanOfTheFolds() throws IOException {
    final Project project = project();
    train(project, "epochs=3", Job.silent());
    final CsvTable table =
        CsvTable.read(PredictStage.run(project, "m", List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(SLIDES, table.rows());
    final TrainedModel model = TrainedModel.find(project, "m");
    try (MilModel first = model.load(0, DeviceChoice.CPU, Job.silent());
        MilModel second = model.load(1, DeviceChoice.CPU, Job.silent())) {
      for (int s = 0; s < SLIDES; s++) {
        final var bag =
            BagSource.of(project).open(table.get(s, "slide_id"), model.card().features());
        final BagScores one = BagScores.of(first, bag);
        final BagScores two = BagScores.of(second, bag);
        assertNotEquals(one.logits()[0], two.logits()[0]);
        for (int c = 0; c < 2; c++) {
          assertEquals(
              (one.logits()[c] + two.logits()[c]) / 2.0, table.number(s, "logit_" + c), 1e-6);
        }
        final double difference = table.number(s, "logit_1") - table.number(s, "logit_0");
        assertEquals(1 / (1 + Math.exp(-difference)), table.number(s, "p_1"), 1e-9);
        assertEquals(1, table.number(s, "p_0") + table.number(s, "p_1"), 1e-9);
      }
    }
  }

  @Test
  void theLogHasTheTermsOfTheObjective() throws IOException {
    final Project project = project();
    train(project, "epochs=2", Job.silent());
    final CsvTable log = CsvTable.read(project.model("m").resolve("log.csv"));
    assertEquals(
        List.of(
            "fold",
            "epoch",
            "loss",
            "bag_loss",
            "spatial_loss",
            "rank_loss",
            "patch_loss",
            "val_loss",
            "val_acc",
            "val_auc",
            "val_balanced_acc",
            "val_f1"),
        log.columns());
    assertEquals(4, log.rows());
    assertEquals("1", log.get(3, "fold"));
    assertEquals("1", log.get(3, "epoch"));
  }

  @Test
  void patienceEndsAFoldEarly() throws IOException {
    final Project project = project();
    train(project, "epochs=60 patience=1 patiencefrom=0 rate=0.02", Job.silent());
    final CsvTable log = CsvTable.read(project.model("m").resolve("log.csv"));
    assertTrue(log.rows() < 120, log.rows() + " epochs");
  }

  @Test
  void aFoldWhoseFirstEpochIsBestIsReported() throws IOException {
    final Project project = project();
    // Labels that have nothing to do with the features: what is learned of them holds nowhere else.
    final Path table = project.slidesCsv();
    final List<String> lines = new ArrayList<>(Files.readAllLines(table));
    for (int s = 9; s < 12; s++) {
      lines.set(
          1 + s,
          lines.get(1 + s).endsWith("tumor")
              ? lines.get(1 + s).replace("tumor", "normal")
              : lines.get(1 + s).replace("normal", "tumor"));
    }
    Files.write(table, lines);
    final Job job = Job.silent();
    train(project, "epochs=12 rate=0.02 restarts=0", job);
    final List<String> warnings =
        job.record().warnings().stream()
            .filter(w -> w.contains("learned hardly anything"))
            .toList();
    assertTrue(!warnings.isEmpty(), job.record().warnings().toString());
    assertTrue(
        warnings.get(0).startsWith("fold 0") && warnings.get(0).contains("rate="),
        warnings.toString());
  }
}
