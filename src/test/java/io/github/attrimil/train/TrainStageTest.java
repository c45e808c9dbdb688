package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.bag.Bag;
import io.github.attrimil.bag.Split;
import io.github.attrimil.file.CsvTable;
import io.github.attrimil.file.FeatureFile;
import io.github.attrimil.file.Project;
import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.model.AttriMil;
import io.github.attrimil.model.BagScores;
import io.github.attrimil.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static byte[] checkpoint(final Project project, final Preset preset, final long seed)
      throws IOException {
    TrainStage.run(
        project,
        new TrainStage.Request("m" + seed, List.of(), preset, "cpu", seed, false),
        Job.silent());
    return Files.readAllBytes(project.checkpoint("m" + seed, 0));
  }

  @Test
  void aSeedGivesTheSameBytes() throws IOException {
    final Project one = project("one");
    final Project two = project("two");
    final Preset preset = Preset.of("default").with(12, 0);
    final byte[] first = checkpoint(one, preset, 1);
    assertArrayEquals(first, checkpoint(two, preset, 1));
    assertArrayEquals(
        Files.readAllBytes(one.model("m1").resolve("log.csv")),
        Files.readAllBytes(two.model("m1").resolve("log.csv")));
    assertFalse(Arrays.equals(first, checkpoint(one, preset, 2)), "another seed");
  }

  @Test
  void officialPresetRepeatsToo() throws IOException {
    final Preset preset = Preset.of("official").with(3, 0);
    assertArrayEquals(checkpoint(project("one"), preset, 5), checkpoint(project("two"), preset, 5));
  }

  @Test
  void learnsWhatSetsTheClassesApart() throws IOException {
    final Project project = project("learn");
    checkpoint(project, Preset.of("default"), 1);
    final TrainedModel trained = TrainedModel.find(project, "m1");
    assertEquals(List.of("normal", "tumor"), trained.card().classes());
    try (AttriMil model = trained.load(0, "cpu", Job.silent())) {
      for (int s = 10; s < SLIDES; s++) {
        final String id = "slide_" + s;
        final BagScores scores = BagScores.of(model, Bag.read(id, project.features(id)));
        assertEquals(s % 2, scores.predicted(), id);
      }
    }
  }

  @Test
  void aFinishedModelIsLeftAlone() throws IOException {
    final Project project = project("again");
    final Preset preset = Preset.of("default").with(2, 0);
    checkpoint(project, preset, 1);
    final Path file = project.checkpoint("m1", 0);
    final var written = Files.getLastModifiedTime(file);
    checkpoint(project, preset, 1);
    assertEquals(written, Files.getLastModifiedTime(file));
    assertEquals(2, CsvTable.read(project.model("m1").resolve("log.csv")).rows());
  }

  @Test
  void saysWhichSlideLacksFeatures() throws IOException {
    final Project project = project("lacking");
    Files.delete(project.features("slide_3"));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> checkpoint(project, Preset.of("default"), 1));
    assertTrue(e.getMessage().contains("slide_3"), e.getMessage());
  }
}
