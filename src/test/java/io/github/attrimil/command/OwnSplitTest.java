package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of two imbalanced folds is evaluated on the slides that each fold held out, only. */
class OwnSplitTest {

  private static final String MODEL = "m";

  @TempDir private Path folder;

  private static Project trained;
  private Project project;

  /** Trained once; each test works on a copy. */
  @BeforeAll
  static void train(@TempDir final Path once) throws IOException {
    trained = SmallProject.write(once.resolve("project"), 24);
    shell(trained, "split", "folds=2", "seed=1");
    shell(trained, "train", "model=" + MODEL, "epochs=3", "device=cpu");
  }

  @BeforeEach
  void copy() throws IOException {
    project = new Project(DemoProject.copy(trained.root(), folder.resolve("project")));
  }

  private static void shell(
      final Project project, final String command, final String... parameters) {
    final DemoProject.Ran ran = DemoProject.run(command, project.root(), parameters);
    assertEquals(0, ran.status(), ran.err());
  }

  private void shell(final String command, final String... parameters) {
    shell(project, command, parameters);
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

  /** A copy has no card beside it, and is recognized by its content. */
  @Test
  void aCopiedCheckpointIsTestedOnTheSlidesItsFoldHeldOut() throws IOException {
    final Job job = Job.silent();
    final Path elsewhere = project.root().resolveSibling("s_0_checkpoint.pt");
    final String file = Files.copy(project.checkpoint(MODEL, 1), elsewhere).toString();
    final EvaluationSummary summary =
        EvaluateStage.run(project, file, DeviceChoice.CPU, false, job);
    assertEquals(Split.read(project.split(1)).test(), slides(summary.pooled()));
    assertEquals(1, summary.folds().get(0).number());
    assertEquals(List.of(), job.record().warnings());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> evaluate(file, OptionalInt.of(0)));
    assertTrue(e.getMessage().contains("the network learned from"), e.getMessage());
  }

  private EvaluationSummary evaluate(final String model, final OptionalInt fold) {
    return EvaluateStage.run(
        project,
        new EvaluateStage.Request(
            model, fold, Optional.empty(), List.of(), LeakPolicy.REFUSE, DeviceChoice.CPU, false),
        Job.silent());
  }

  /** Its last bits differ from every checkpoint of the project. */
  private String unknown(final String name) throws IOException {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    TorchFile.read(project.checkpoint(MODEL, 0))
        .forEach(
            (tensor, of) -> {
              final float[] values = of.floats().clone();
              values[0] += 1e-3f;
              state.put(tensor, Tensor.of(values, of.shape()));
            });
    final Path file = project.root().resolveSibling(name);
    Files.createDirectories(file.getParent());
    TorchFile.write(file, state);
    return file.toString();
  }

  @Test
  void aFileOfUnknownOriginIsNoTestUnlessAFoldIsNamed() throws IOException {
    final String file = unknown("a/s_0_checkpoint.pt");
    // Its classes are 0 and 1, and no guess is made which is which.
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> evaluate(file, OptionalInt.empty()));
    assertTrue(e.getMessage().contains("classes=normal,tumor"), e.getMessage());
    final String named = TrainedModel.withClasses(file, List.of("normal", "tumor"));
    final EvaluationSummary all = evaluate(named, OptionalInt.empty());
    assertEquals(24, all.pooled().rows().size());
    assertEquals(Tested.Kind.LABELED, all.tested().kind());
    assertTrue(all.warnings().get(0).contains("not a test"), all.warnings().toString());
    assertTrue(all.columns().contains("labeled_auc"), all.columns().toString());
    assertTrue(all.columns().stream().noneMatch(c -> c.startsWith("test_")));
    final Path results = project.results("s_0_checkpoint");
    assertTrue(Files.exists(results.resolve("labeled_0.csv")));
    final EvaluationSummary one = evaluate(named, OptionalInt.of(1));
    assertEquals(Split.read(project.split(1)).test(), slides(one.pooled()));
    assertEquals(Tested.Kind.TEST, one.tested().kind());
    assertTrue(one.warnings().get(0).contains("no record"), one.warnings().toString());
    assertFalse(Files.exists(results.resolve("labeled_0.csv")));
    assertTrue(Files.exists(results.resolve("fold_1.csv")));
  }

  @Test
  void resultsOfFilesOfOneNameDoNotMeet() throws IOException {
    final List<String> classes = List.of("normal", "tumor");
    final String first = TrainedModel.withClasses(unknown("a/m2.pt"), classes);
    assertEquals("m2", evaluate(first, OptionalInt.empty()).name());
    final Path other = Files.copy(project.checkpoint(MODEL, 0), project.root().resolve("m2.pt"));
    final String second = evaluate(other.toString(), OptionalInt.empty()).name();
    assertTrue(second.startsWith("m2-"), second);
    assertEquals("m2", evaluate(first, OptionalInt.empty()).name());
    // A copied card names another model.
    final Path copy = project.model("copy");
    Files.createDirectories(copy);
    for (final String file : List.of("model.json", "s_0_checkpoint.pt", "s_1_checkpoint.pt")) {
      Files.copy(project.model(MODEL).resolve(file), copy.resolve(file));
    }
    assertEquals("copy", evaluate("copy", OptionalInt.empty()).name());
    // Once the project has a model of that name, the name is its own.
    Files.move(copy, project.model("m2"));
    assertEquals("m2", evaluate("m2", OptionalInt.empty()).name());
    assertTrue(evaluate(first, OptionalInt.empty()).name().startsWith("m2-"));
  }

  @Test
  void aFolderOfCheckpointsIsAModelOfSeveralFolds() throws IOException {
    final Path official = project.root().resolveSibling("official");
    Files.createDirectories(official);
    for (int k = 0; k < 2; k++) {
      Files.copy(project.checkpoint(MODEL, k), official.resolve("s_" + k + "_checkpoint.pt"));
    }
    final EvaluationSummary summary =
        evaluate(
            TrainedModel.withClasses(official.toString(), List.of("normal", "tumor")),
            OptionalInt.empty());
    assertEquals(2, summary.folds().size());
    assertEquals(24, summary.pooled().rows().size());
    assertArrayEquals(
        evaluate(Job.silent()).pooled().probability(1), summary.pooled().probability(1));
    Files.move(official.resolve("s_0_checkpoint.pt"), official.resolve("s_2_checkpoint.pt"));
    assertThrows(AttriMilException.class, () -> evaluate(official.toString(), OptionalInt.empty()));
  }
}
