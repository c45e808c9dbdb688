package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.table.ImportStage;
import io.github.attrimil.cohort.table.TableLayout;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.demo.SyntheticCohort;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchSettings;
import io.github.attrimil.tissue.patches.PatchStage;
import io.github.attrimil.train.Recipes;
import io.github.attrimil.train.TrainStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel is heard within two seconds; finished slides stay, and a rerun completes the rest. */
class CancelTest {

  private static final double MOST_SECONDS = 2;
  private static final PatchSettings PATCHES =
      new PatchSettings(PatchParameters.at(0.5, 128), TissueParameters.defaults());

  @TempDir Path temporary;

  /** Runs something that is canceled after a while and ends soon after. */
  private static Job cancel(final long afterMillis, final Consumer<Job> work) {
    final long at = System.nanoTime() + afterMillis * 1_000_000;
    final Job job = new Job("test", Listeners.NOBODY, () -> System.nanoTime() >= at);
    assertThrows(CanceledException.class, () -> work.accept(job));
    final double seconds = (System.nanoTime() - at) / 1e9;
    assertTrue(seconds < MOST_SECONDS, "ended " + seconds + " s after the cancel");
    return job;
  }

  /** Cancels at a stage's n-th question whether to stop. */
  private static Job cancelAt(final int question, final Consumer<Job> work) {
    final AtomicLong asked = new AtomicLong();
    final Job job = new Job("test", Listeners.NOBODY, () -> asked.incrementAndGet() >= question);
    assertThrows(CanceledException.class, () -> work.accept(job));
    return job;
  }

  private static List<SlideSource> slides(final Path project) {
    return SlideList.find(new Project(project), SlideList.Wanted.of(Optional.empty()));
  }

  @Test
  void painting() throws Exception {
    final Path project = temporary.resolve("project");
    cancel(1500, job -> SyntheticCohort.write(project, 12, 8192, 1, job));
    assertEquals(List.of(), DemoProject.leftovers(project));
    assertFalse(Files.exists(project.resolve("slides.csv")));
  }

  @Test
  void patching() throws Exception {
    final Path path = DemoProject.painted(temporary);
    final Project project = new Project(path);
    final Job job = cancelAt(12, j -> PatchStage.run(project, slides(path), PATCHES, false, j));
    final long kept = DemoProject.files(path, n -> n.startsWith("patches/")).size();
    assertTrue(kept > 0 && kept < DemoProject.SLIDES, kept + " slides");
    assertTrue(job.record().slidesWith(io.github.attrimil.core.RunRecord.Status.FAILED).isEmpty());
    assertEquals(List.of(), DemoProject.leftovers(path));
    assertEquals(
        DemoProject.SLIDES,
        PatchStage.run(project, slides(path), PATCHES, false, Job.silent()).size());
    assertEquals(DemoProject.SLIDES, DemoProject.files(path, n -> n.startsWith("patches/")).size());
  }

  @Test
  void features() throws Exception {
    final Path path = DemoProject.finished(temporary);
    final Project project = new Project(path);
    // Overlapping patches: long enough to be in the midst of a slide.
    final PatchSettings dense =
        new PatchSettings(
            new PatchParameters(
                0.5, 128, 8, 0, io.github.attrimil.tissue.patches.ContourRule.FOUR_PT, true, 0),
            TissueParameters.defaults());
    PatchStage.run(project, slides(path).subList(0, 1), dense, false, Job.silent());
    final byte[] before = Files.readAllBytes(project.features("demo_001"));
    cancel(
        700,
        job ->
            FeatureStage.run(
                project, slides(path).subList(0, 1), "baseline", DeviceChoice.CPU, false, job));
    assertEquals(List.of(), DemoProject.leftovers(path));
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        before, Files.readAllBytes(project.features("demo_001")));
  }

  @Test
  void training() throws Exception {
    final Path path = DemoProject.finished(temporary);
    final Project project = new Project(path);
    final TrainStage.Request request =
        new TrainStage.Request(
            "long",
            Recipes.attrimil("official", "epochs=100000 rate=1e-9"),
            List.of(),
            DeviceChoice.CPU,
            1,
            false);
    cancel(1500, job -> TrainStage.run(project, request, job));
    assertEquals(List.of(), DemoProject.leftovers(path));
    assertFalse(Files.exists(project.model("long").resolve("model.json")));
    assertEquals(1, DemoProject.run("predict", path, "model=long").status());
    assertEquals(0, DemoProject.run("train", path, "model=long", "epochs=1").status());
    assertEquals(0, DemoProject.run("predict", path, "model=long", "device=cpu").status());
  }

  @Test
  void foldsOfTwoTrainingsDoNotPassForAModel() throws Exception {
    final Path path = DemoProject.finished(temporary);
    final Project project = new Project(path);
    Files.copy(project.split(0), project.split(1));
    assertEquals(0, DemoProject.run("train", path, "epochs=1", "device=cpu").status());
    final java.util.concurrent.atomic.AtomicBoolean stop =
        new java.util.concurrent.atomic.AtomicBoolean();
    final Job.Listener listener =
        new Job.Listener() {
          @Override
          public void info(final String message) {
            stop.compareAndSet(false, message.startsWith("train: fold 0"));
          }

          @Override
          public void warn(final String message) {
            // Nobody listens.
          }

          @Override
          public void progress(final String message, final long done, final long total) {
            // Nobody listens.
          }
        };
    final TrainStage.Request request =
        new TrainStage.Request(
            "attrimil",
            Recipes.attrimil("default", "epochs=1"),
            List.of(),
            DeviceChoice.CPU,
            2,
            false);
    assertThrows(
        CanceledException.class,
        () -> TrainStage.run(project, request, new Job("test", listener, stop::get)));
    final DemoProject.Ran ran = DemoProject.run("predict", path, "device=cpu");
    assertEquals(1, ran.status(), "fold 0 is new, fold 1 is old");
    assertTrue(ran.lastError().contains("run `train`"), ran.err());
  }

  /** A table may have ten million cells. */
  @Test
  void importing() throws Exception {
    final StringBuilder text = new StringBuilder("bag,label,f0\n");
    for (int row = 0; row < 1000; row++) {
      text.append(row / 10).append(",1,0.5\n");
    }
    final Path csv = Files.writeString(temporary.resolve("table.csv"), text);
    final Project project = new Project(temporary.resolve("p"));
    final TableLayout layout = new TableLayout(TableLayout.Header.AUTO, TableLayout.First.AUTO);
    for (final int question : List.of(10, 900, 1010)) {
      cancelAt(question, job -> ImportStage.run(project, csv, layout, job));
      assertFalse(Files.exists(project.slidesCsv()));
      assertEquals(List.of(), project.slidesWithFeatures(), "reading the table");
    }
    ImportStage.run(project, csv, layout, Job.silent());
    assertEquals(100, project.slidesWithFeatures().size());
  }

  @Test
  void mapping() throws Exception {
    final Path path = DemoProject.finished(temporary);
    final Project project = new Project(path);
    final MapStage.Request request =
        new MapStage.Request("attrimil", -1, 50, DeviceChoice.CPU, true);
    cancel(600, job -> MapStage.run(project, slides(path), request, job));
    assertEquals(List.of(), DemoProject.leftovers(path));
  }

  @Test
  void aPipelineGoesOnWhereItStopped() throws Exception {
    final Path path = DemoProject.painted(temporary.resolve("a"));
    final Project project = new Project(path);
    PatchStage.run(project, slides(path), PATCHES, false, Job.silent());
    cancelAt(
        25,
        job -> FeatureStage.run(project, slides(path), "baseline", DeviceChoice.CPU, false, job));
    final int kept = DemoProject.files(path, n -> n.startsWith("features/h5_files/")).size();
    assertTrue(kept > 0 && kept < DemoProject.SLIDES, kept + " slides");
    final DemoProject.Ran ran = DemoProject.run("pipeline", path, DemoProject.PIPELINE);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.out().contains("features: " + (DemoProject.SLIDES - kept) + " done, " + kept),
        ran.out());
    final Path whole = DemoProject.finished(temporary.resolve("b"));
    assertEquals(
        Files.readString(whole.resolve("results/attrimil/fold_0.csv")),
        Files.readString(path.resolve("results/attrimil/fold_0.csv")));
  }
}
