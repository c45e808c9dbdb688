package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.format.h5.FeatureFile;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training of a small project: twelve slides whose positives have three patches set apart. */
class TrainStageTest {

  private static final int DIMENSION = 8;
  private static final int SLIDES = 12;

  @TempDir private Path folder;

  private Project project(final String name) throws IOException {
    final Project project = new Project(folder.resolve(name));
    Files.createDirectories(project.features("slide_0").getParent());
    Files.createDirectories(project.split(0).getParent());
    final CsvTable slides = CsvTable.of("case_id", "slide_id", "label");
    final List<String> ids = new ArrayList<>();
    for (int s = 0; s < SLIDES; s++) {
      final String id = "slide_" + s;
      ids.add(id);
      slides.add(id, id, s % 2 == 0 ? "normal" : "tumor");
      new FeatureFile(features(s), DIMENSION, Map.of(), Optional.empty())
          .write(project.features(id));
    }
    slides.write(project.slidesCsv());
    new Split(ids.subList(0, 8), ids.subList(8, 10), ids.subList(10, 12)).write(project.split(0));
    return project;
  }

  private static float[] features(final int slide) {
    final Random random = new Random(slide);
    final float[] h = new float[(10 + slide) * DIMENSION];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    if (slide % 2 == 1) {
      for (int patch = 0; patch < 3; patch++) {
        h[patch * DIMENSION] += 6;
      }
    }
    return h;
  }

  private static byte[] checkpoint(final Project project, final Recipe recipe, final long seed)
      throws IOException {
    TrainStage.run(
        project,
        new TrainStage.Request("m" + seed, recipe, List.of(), DeviceChoice.CPU, seed, false),
        Job.silent());
    return Files.readAllBytes(project.checkpoint("m" + seed, 0));
  }

  @Test
  void aSeedGivesTheSameBytes() throws IOException {
    final Project one = project("one");
    final Project two = project("two");
    final Recipe recipe = Recipes.attrimil("default", "epochs=12");
    final byte[] first = checkpoint(one, recipe, 1);
    assertArrayEquals(first, checkpoint(two, recipe, 1));
    assertArrayEquals(
        Files.readAllBytes(one.model("m1").resolve("log.csv")),
        Files.readAllBytes(two.model("m1").resolve("log.csv")));
    assertFalse(Arrays.equals(first, checkpoint(one, recipe, 2)), "another seed");
  }

  @Test
  void filesThatAnUnfinishedTrainingGoesOnFromAreNoOutputs() throws IOException {
    final Project project = project("one");
    checkpoint(project, Recipes.attrimil("default", "epochs=2"), 1);
    final String stamp = Files.readString(project.root().resolve(".attrimil/train/m1.json"));
    assertTrue(stamp.contains("models/m1/log.csv"), stamp);
    assertFalse(stamp.contains("/unfinished/"), stamp);
  }

  @Test
  void officialPresetRepeatsToo() throws IOException {
    final Recipe recipe = Recipes.attrimil("official", "epochs=3");
    assertArrayEquals(checkpoint(project("one"), recipe, 5), checkpoint(project("two"), recipe, 5));
  }

  /** Stopped in the first fold and again in the second, each time by a count of bags. */
  @ParameterizedTest
  @CsvSource({"default, reduction=none", "default, reduction=3", "official, reduction=none"})
  void aStoppedTrainingEndsAsIfItHadNot(final String name, final String reduction)
      throws IOException {
    final Recipe recipe = Recipes.attrimil(name, "epochs=14 " + reduction);
    final Project whole = project("whole");
    final Project stopped = project("stopped");
    for (final Project project : List.of(whole, stopped)) {
      final Split first = Split.read(project.split(0));
      new Split(first.train(), first.test(), first.val()).write(project.split(1));
    }
    final TrainStage.Request request =
        new TrainStage.Request("m", recipe, List.of(), DeviceChoice.CPU, 3, false);
    final AtomicInteger questions = new AtomicInteger();
    TrainStage.run(
        whole, request, new Job("test", Listeners.NOBODY, () -> questions.incrementAndGet() < 0));
    // Every epoch of both folds asks as often whether to stop.
    final int epoch = questions.get() / 28;
    for (final int until : new int[] {12 * epoch + 3, 15 * epoch}) {
      final AtomicInteger asked = new AtomicInteger();
      final List<String> said = new ArrayList<>();
      final Job job = new Job("test", Listeners.to(said), () -> asked.incrementAndGet() > until);
      assertThrows(CanceledException.class, () -> TrainStage.run(stopped, request, job));
      assertFalse(Files.exists(stopped.model("m").resolve("model.json")));
      // The second time it went on, and so reached the other fold.
      assertEquals(until > 14 * epoch, Files.exists(stopped.checkpoint("m", 0)));
      assertEquals(until > 14 * epoch, said.stream().anyMatch(s -> s.contains("resuming")));
    }
    final List<String> said = new ArrayList<>();
    TrainStage.run(stopped, request, new Job("test", Listeners.to(said), () -> false));
    assertTrue(said.stream().anyMatch(s -> s.contains("resuming after epoch")), said.toString());
    for (final String file :
        List.of("s_0_checkpoint.pt", "s_1_checkpoint.pt", "log.csv", "model.json")) {
      assertArrayEquals(
          Files.readAllBytes(whole.model("m").resolve(file)),
          Files.readAllBytes(stopped.model("m").resolve(file)),
          file);
    }
    assertFalse(Files.exists(stopped.model("m").resolve("unfinished")));
  }

  @Test
  void learnsWhatSetsTheClassesApart() throws IOException {
    final Project project = project("learn");
    checkpoint(project, Recipes.attrimil("default"), 1);
    final TrainedModel trained = TrainedModel.find(project, "m1");
    assertEquals(List.of("normal", "tumor"), trained.card().classes());
    try (MilModel model = trained.load(0, DeviceChoice.CPU, Job.silent())) {
      for (int s = 10; s < SLIDES; s++) {
        final String id = "slide_" + s;
        final BagScores scores = BagScores.of(model, BagSource.of(project).open(id));
        assertEquals(s % 2, scores.predicted(), id);
      }
    }
  }

  /** Every slide has the same patches, so there is nothing to learn. */
  @Test
  void whatHasLearnedNothingIsReported() throws IOException {
    final Project project = project("nothing");
    for (int s = 0; s < SLIDES; s++) {
      new FeatureFile(features(2), DIMENSION, Map.of(), Optional.empty())
          .write(project.features("slide_" + s));
    }
    final List<String> lines = new ArrayList<>();
    TrainStage.run(
        project,
        new TrainStage.Request(
            "m",
            Recipes.attrimil("default", "epochs=3"),
            List.of(),
            DeviceChoice.CPU,
            1,
            false,
            LeakPolicy.ALLOW,
            Folds.ALL),
        new Job("test", Listeners.to(lines), () -> false));
    assertTrue(lines.stream().anyMatch(s -> s.contains("has learned")), lines.toString());
    final List<String> warnings = TrainedModel.find(project, "m").card().training().warnings();
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).startsWith("fold 0: the"), warnings.get(0));
    assertEquals(1, TrainedModel.find(project, "m").card().leaks().found().size());
  }

  @Test
  void aFinishedModelIsLeftAlone() throws IOException {
    final Project project = project("again");
    final Recipe recipe = Recipes.attrimil("default", "epochs=2");
    checkpoint(project, recipe, 1);
    final Path file = project.checkpoint("m1", 0);
    final var written = Files.getLastModifiedTime(file);
    checkpoint(project, recipe, 1);
    assertEquals(written, Files.getLastModifiedTime(file));
    assertEquals(2, CsvTable.read(project.model("m1").resolve("log.csv")).rows());
  }

  @Test
  void saysWhichSlideLacksFeatures() throws IOException {
    final Project project = project("lacking");
    Files.delete(project.features("slide_3"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> checkpoint(project, Recipes.attrimil("default"), 1));
    assertTrue(e.getMessage().contains("slide_3"), e.getMessage());
  }

  @Test
  void anAucThatIsNotDefinedIsNotMonitored() throws IOException {
    final Project project = project("auc");
    final Split split = Split.read(project.split(0));
    new Split(split.train(), List.of("slide_8"), List.of()).write(project.split(0));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> checkpoint(project, Recipes.attrimil("default", "monitor=auc"), 1));
    assertTrue(e.getMessage().contains("splits_0.csv"), e.getMessage());
  }
}
