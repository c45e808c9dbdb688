package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is finished and matches is left alone; what changed is done again, and nothing else. */
class FreshnessTest {

  @TempDir Path temporary;

  private static Ran pipeline(final Path project, final String... changed) {
    final List<String> parameters = new ArrayList<>(List.of(DemoProject.PIPELINE));
    for (final String change : changed) {
      parameters.removeIf(p -> p.startsWith(change.replaceFirst("=.*", "=")));
      parameters.add(change);
    }
    return DemoProject.run("pipeline", project, parameters.toArray(String[]::new));
  }

  /** The folders, without slides, in which files were written since they were aged. */
  private static List<String> written(final Path project) throws IOException {
    final TreeSet<String> folders = new TreeSet<>();
    for (final String file : DemoProject.written(project)) {
      if (!file.startsWith(".attrimil/")) {
        folders.add(file.replaceFirst("/.*", ""));
      }
    }
    return List.copyOf(folders);
  }

  @Test
  void aSecondRunDoesNothingAndSaysSo() throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    // Times differ from those noted, as after a copy; sums decide.
    final Ran ran = pipeline(project);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(List.of(), DemoProject.written(project));
    for (final String stage :
        List.of(
            "patch", "neighbors", "features", "split", "train", "evaluate", "map", "pipeline")) {
      assertTrue(ran.out().contains(stage + ": nothing to do"), stage + " in " + ran.out());
    }
    assertFalse(ran.out().contains("Device"), "no engine is started for nothing");
  }

  @Test
  void labelsFromElsewhereStayFresh() throws Exception {
    final Path slides = DemoProject.painted(temporary.resolve("a"));
    final Path project = temporary.resolve("b/project");
    final String labels = "labels=" + slides.resolve("slides.csv");
    assertEquals(0, pipeline(project, labels).status());
    DemoProject.age(project);
    final Ran ran = pipeline(project, labels);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(List.of(), DemoProject.written(project));
    assertTrue(ran.out().contains("pipeline: nothing to do"), ran.out());
  }

  /** A run that was killed between the last stage and its report, or met a full disk there. */
  @Test
  void aReportThatIsNotWhatWasWrittenIsWrittenAgain() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path report = project.resolve("results/attrimil/report.html");
    final String whole = Files.readString(report);
    Files.writeString(report, "of an earlier state");
    final Ran ran = pipeline(project);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("train: nothing to do"), ran.out());
    assertTrue(Files.readString(report).length() > whole.length() / 2);
    Files.delete(report);
    pipeline(project);
    assertTrue(Files.exists(report));
  }

  /** A run that was killed after a slide was finished and before that was noted. */
  @Test
  void aSlideThatWasFinishedButNotNotedIsNotedLater() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path list = project.resolve("process_list.csv");
    final String whole = Files.readString(list);
    final String slide = CsvTable.read(list).get(0, "slide_id");
    BadInputTest.edit(project, slide, "stage", "patch");
    BadInputTest.edit(project, slide, "reason", "3 patches");
    pipeline(project);
    assertEquals(whole, Files.readString(list));
  }

  @Test
  void aSecondDemoDoesNothing() throws Exception {
    final Path project = temporary.resolve("project");
    final String[] parameters = {
      "count=12", "pixels=1024", "size=256", "folds=1", "epochs=1", "top=0", "device=cpu"
    };
    assertEquals(0, DemoProject.run("demo", project, parameters).status());
    DemoProject.age(project);
    final Ran ran = DemoProject.run("demo", project, parameters);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(List.of(), DemoProject.written(project));
  }

  @Test
  void aParameterRedoesWhatDependsOnIt() throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    assertEquals(0, pipeline(project, "top=2").status());
    assertEquals(List.of("maps", "results"), written(project));

    DemoProject.age(project);
    final Ran ran = pipeline(project, "top=2", "rate=0.05");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("because of other parameters: "), ran.out());
    assertEquals(List.of("maps", "models", "results"), written(project));

    DemoProject.age(project);
    assertEquals(0, pipeline(project, "top=2", "rate=0.05", "size=256").status());
    assertEquals(
        List.of(
            "features",
            "maps",
            "masks",
            "models",
            "patches",
            "process_list.csv",
            "results",
            "stitches"),
        withMasks(written(project)));
  }

  /** A mask does not depend on the size of patches, and is left as it is. */
  private static List<String> withMasks(final List<String> folders) {
    final TreeSet<String> all = new TreeSet<>(folders);
    assertFalse(all.contains("masks"));
    assertFalse(all.contains("slides"));
    all.add("masks");
    return List.copyOf(all);
  }

  @Test
  void anEditedRowRedoesThatSlideAlone() throws Exception {
    final Path project = DemoProject.finished(temporary);
    BadInputTest.edit(project, "demo_002", "sthresh", "30");
    DemoProject.age(project);
    final Ran ran = DemoProject.run("patch", project, "size=128");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("patch: 1 done, 9 already finished"), ran.out());
    assertTrue(
        DemoProject.written(project).stream()
            .allMatch(f -> f.contains("demo_002") || f.endsWith("process_list.csv")),
        DemoProject.written(project).toString());
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    for (int row = 0; row < list.rows(); row++) {
      final boolean edited = list.get(row, "slide_id").equals("demo_002");
      assertEquals(Optional.of(edited ? "30" : "8"), list.find(row, "sthresh"));
      assertEquals(edited ? Optional.of("sthresh") : Optional.empty(), list.find(row, "own"));
    }
    // Its own from then on, whatever the command says and though it says the same once.
    assertEquals(
        0, DemoProject.run("patch", project, "size=128", "sthresh=30", "faint=true").status());
    final Ran back = DemoProject.run("patch", project, "size=128");
    assertTrue(back.out().contains("patch: 9 done, 1 already finished"), back.out());
    // Until the cell is emptied.
    BadInputTest.edit(project, "demo_002", "sthresh", "");
    final Ran emptied = DemoProject.run("patch", project, "size=128");
    assertTrue(emptied.out().contains("patch: 1 done, 9 already finished"), emptied.out());
  }

  @Test
  void aSpreadsheetThatSpellsValuesOtherwiseChangesNothing() throws Exception {
    final Path project = DemoProject.finished(temporary);
    for (int i = 1; i < DemoProject.SLIDES; i++) {
      BadInputTest.edit(project, "demo_00" + i, "padding", "TRUE");
      BadInputTest.edit(project, "demo_00" + i, "holearea", "16");
      BadInputTest.edit(project, "demo_00" + i, "mpp", "0.50");
    }
    final Ran ran = DemoProject.run("patch", project, "size=128");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("patch: nothing to do"), ran.out());
  }

  @Test
  void aListThatWasRemovedIsWrittenAgain() throws Exception {
    final Path project = DemoProject.finished(temporary);
    Files.delete(project.resolve("process_list.csv"));
    Files.delete(project.resolve("patches/demo_004.h5"));
    final Ran ran = DemoProject.run("patch", project, "size=128");
    assertTrue(ran.out().contains("patch: 1 done, 9 already finished"), ran.out());
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    assertEquals(DemoProject.SLIDES, list.rows());
    for (int row = 0; row < list.rows(); row++) {
      assertTrue(list.get(row, "slide_id").startsWith("demo_"));
      assertEquals("done", list.get(row, "status"));
      assertTrue(list.get(row, "path").startsWith("slides/demo_"));
    }
  }

  @Test
  void rowsWrittenBeforehandCount() throws Exception {
    final Path project = DemoProject.painted(temporary);
    Files.writeString(
        project.resolve("process_list.csv"),
        "slide_id,process,sthresh\ndemo_001,1,40\ndemo_002,0,\n");
    final Ran ran = DemoProject.run("patch", project, "size=128");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("patch: 9 done"), ran.out());
    assertFalse(Files.exists(project.resolve("patches/demo_002.h5")));
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    assertEquals("demo_001", list.get(0, "slide_id"));
    assertEquals("40", list.get(0, "sthresh"));
    assertEquals("sthresh", list.get(0, "own"));
  }

  @Test
  void aZeroLeavesASlideOutOfEverything() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final String slide = Split.read(project.resolve("splits/splits_0.csv")).train().get(0);
    BadInputTest.edit(project, slide, "process", "0");
    DemoProject.age(project);
    final Ran ran = pipeline(project, "epochs=1");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("patch: nothing to do, 9 slides"), ran.out());
    assertFalse(Files.readString(project.resolve("splits/splits_0.csv")).contains(slide));
    assertFalse(DemoProject.written(project).stream().anyMatch(f -> f.contains(slide)));
  }

  @Test
  void aMovedProjectStaysFresh() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path moved = temporary.resolve("elsewhere");
    Files.move(project, moved);
    DemoProject.age(moved);
    final Ran ran = pipeline(moved);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(List.of(), DemoProject.written(moved));
    assertTrue(ran.out().contains("pipeline: nothing to do"), ran.out());
    assertFalse(Files.readString(moved.resolve("process_list.csv")).contains(temporary.toString()));
  }

  @Test
  void slidesPatchedFromElsewhereAreFoundAgain() throws Exception {
    final Path slides = DemoProject.painted(temporary.resolve("a")).resolve("slides");
    final Path project = temporary.resolve("b");
    assertEquals(0, DemoProject.run("patch", project, "slides=" + slides, "size=256").status());
    final Ran ran = DemoProject.run("features", project, "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("features: 10 done"), ran.out());
  }

  @Test
  void whatOthersMadeIsKept() throws Exception {
    final Path finished = DemoProject.finished(temporary.resolve("a"));
    final Path path = DemoProject.painted(temporary.resolve("b"));
    final Project project = new Project(path);
    // Patches as CLAM leaves them, features as official AttriMIL does, official splits.
    PatchFile.of(
            new PatchCoords(new long[] {0, 256}, new long[] {0, 0}),
            new PatchAttributes(
                Map.of(PatchAttributes.PATCH_SIZE, 256L, PatchAttributes.PATCH_LEVEL, 0L)))
        .write(project.patches("demo_001"));
    final Path features = project.features("demo_002");
    new FeatureFile(new float[3 * 64], 64, Map.of(), Optional.empty()).write(features);
    Files.createDirectories(path.resolve("splits"));
    Files.copy(finished.resolve("splits/splits_0.csv"), project.split(0));
    Files.copy(finished.resolve("splits/splits_0.csv"), project.split(1));
    final byte[] split = Files.readAllBytes(project.split(0));
    final byte[] foreign = Files.readAllBytes(features);
    final Ran patch = DemoProject.run("patch", path, "size=256");
    assertEquals(0, patch.status(), patch.err());
    assertTrue(patch.out().contains("demo_001: kept, because"), patch.out());
    assertEquals(2, PatchFile.read(project.patches("demo_001")).size());
    final Ran encoded = DemoProject.run("features", path, "device=cpu");
    assertEquals(0, encoded.status(), encoded.err());
    assertTrue(encoded.out().contains("demo_002: kept, because"), encoded.out());
    assertArrayEquals(foreign, Files.readAllBytes(features));
    final Ran splits = DemoProject.run("split", path, "folds=3");
    assertEquals(0, splits.status(), splits.err());
    assertTrue(splits.out().contains("kept, because"), splits.out());
    assertArrayEquals(split, Files.readAllBytes(project.split(0)));
    assertTrue(Files.exists(project.split(1)));
    // Asked to, they are replaced.
    assertEquals(0, DemoProject.run("patch", path, "size=256", "redo=true").status());
    assertTrue(PatchFile.read(project.patches("demo_001")).size() > 2);
    assertEquals(0, DemoProject.run("split", path, "folds=1", "redo=true").status());
    assertFalse(Files.exists(project.split(1)));
  }
}
