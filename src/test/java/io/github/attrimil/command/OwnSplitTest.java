package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of two imbalanced folds is evaluated on the slides that each fold held out, only. */
class OwnSplitTest {

  private static final String MODEL = "m";

  @TempDir private Path folder;

  private Project project;

  @BeforeEach
  void train() throws IOException {
    project = SmallProject.write(folder.resolve("project"), 24);
    shell("split", "folds=2", "seed=1");
    shell("train", "model=" + MODEL, "epochs=3", "device=cpu");
  }

  private void shell(final String command, final String... parameters) {
    final DemoProject.Ran ran = DemoProject.run(command, project.root(), parameters);
    assertEquals(0, ran.status(), ran.err());
  }

  private EvaluationSummary evaluate(final Job job) {
    return EvaluateStage.run(project, MODEL, DeviceChoice.CPU, false, job);
  }

  private static List<String> slides(final Predictions predictions) {
    return predictions.rows().stream().map(Predictions.Row::slideId).toList();
  }

  /** The test slides of the new split that the fold was trained on. */
  private static List<String> leaked(final Split old, final Path csv) {
    final List<String> leaked = new ArrayList<>(Split.read(csv).test());
    leaked.retainAll(old.train());
    return leaked;
  }

  @Test
  void refusesSlidesThatAFoldWasTrainedOn() {
    final Split old = Split.read(project.split(0));
    shell("split", "folds=2", "seed=2", "redo=true");
    final List<String> leaked = leaked(old, project.split(0));
    assertTrue(leaked.size() > 1, leaked.toString());
    final AttriMilException e = assertThrows(AttriMilException.class, () -> evaluate(Job.silent()));
    assertTrue(e.getMessage().contains("\"" + leaked.get(0) + "\""), e.getMessage());
    assertTrue(e.getMessage().contains("was trained on"), e.getMessage());
    assertTrue(e.getMessage().contains("train again"), e.getMessage());
    final DemoProject.Ran ran =
        DemoProject.run("evaluate", project.root(), "model=" + MODEL, "device=cpu");
    assertEquals(1, ran.status());
    assertTrue(ran.lastError().contains(leaked.get(0)), ran.err());
    // With the old splits back, all is well.
    shell("split", "folds=2", "seed=1", "redo=true");
    assertEquals(24, evaluate(Job.silent()).pooled().rows().size());
  }

  @Test
  void otherFoldsAreRefusedToo() {
    shell("split", "folds=3", "seed=1", "redo=true");
    assertThrows(AttriMilException.class, () -> evaluate(Job.silent()));
  }

  @Test
  void eachFoldIsTestedByItsOwnNetworkOnItsOwnSlides() throws IOException {
    final List<Split> splits = List.of(Split.read(project.split(0)), Split.read(project.split(1)));
    final Job job = Job.silent();
    final EvaluationSummary summary = evaluate(job);
    assertEquals(List.of(), job.record().warnings());
    for (int k = 0; k < 2; k++) {
      assertEquals(splits.get(k).test(), slides(summary.folds().get(k).test()));
      assertEquals(splits.get(k).val(), slides(summary.folds().get(k).validation().get()));
    }
    // Its record is enough.
    Files.delete(project.split(0));
    Files.delete(project.split(1));
    final EvaluationSummary again =
        EvaluateStage.run(project, MODEL, DeviceChoice.CPU, true, Job.silent());
    assertEquals(slides(summary.pooled()), slides(again.pooled()));
    // By the network of the fold, not by the first one.
    final String slide = splits.get(1).test().get(0);
    try (MilModel own = TrainedModel.find(project, MODEL).load(1, DeviceChoice.CPU, job)) {
      assertArrayEquals(
          BagScores.of(own, BagSource.of(project).open(slide)).probabilities(),
          again.folds().get(1).test().rows().get(0).probabilities(),
          1e-6);
    }
  }

  @Test
  void aModelWithoutRecordIsEvaluatedWithAWarning() throws IOException {
    final Path card = project.model(MODEL).resolve("model.json");
    final JsonObject json = JsonParser.parseString(Files.readString(card)).getAsJsonObject();
    assertEquals(2, json.remove("splits").getAsJsonArray().size());
    Files.writeString(card, new GsonBuilder().setPrettyPrinting().create().toJson(json));
    final Job job = Job.silent();
    assertEquals(24, evaluate(job).pooled().rows().size());
    assertEquals(1, job.record().warnings().size(), job.record().warnings().toString());
    assertTrue(job.record().warnings().get(0).contains("no record"));
  }

  @Test
  void aFileFromElsewhereIsEvaluatedWithAWarning() throws IOException {
    final Path table = project.slidesCsv();
    // The classes of a file without a card are 0 and 1.
    Files.writeString(table, Files.readString(table).replace("normal", "0").replace("tumor", "1"));
    final Job job = Job.silent();
    final Path elsewhere = project.root().resolveSibling("s_0_checkpoint.pt");
    final String file = Files.copy(project.checkpoint(MODEL, 0), elsewhere).toString();
    final EvaluationSummary summary =
        EvaluateStage.run(project, file, DeviceChoice.CPU, false, job);
    assertEquals(24, summary.pooled().rows().size());
    assertEquals(1, job.record().warnings().size(), job.record().warnings().toString());
  }
}
