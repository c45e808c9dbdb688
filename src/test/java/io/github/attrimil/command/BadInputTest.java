package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is wrong is told in one line with cause and remedy, and nothing is left half-written.
 */
class BadInputTest {

  @TempDir Path temporary;

  /** Fails with status 1 and one line that has all the words. */
  private static void fails(final Ran ran, final String... words) {
    assertEquals(1, ran.status(), ran.out() + ran.err());
    said(ran.lastError(), words);
    assertTrue(
        ran.err()
            .strip()
            .lines()
            .allMatch(l -> l.startsWith("Warning: ") || l.equals(ran.lastError())),
        ran.err());
  }

  private static void said(final String line, final String... words) {
    for (final String word : words) {
      assertTrue(line.contains(word), word + " in: " + line);
    }
  }

  private static String reason(final Path project, final String slide) {
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    for (int row = 0; row < list.rows(); row++) {
      if (list.get(row, "slide_id").equals(slide)) {
        assertEquals("failed", list.get(row, "status"));
        return list.get(row, "stage") + ": " + list.get(row, "reason");
      }
    }
    throw new AssertionError(slide + " is not in process_list.csv");
  }

  @Test
  void slidesThatCannotBeUsedAreNamedAndTheOthersFinished() throws Exception {
    final Path painted = DemoProject.painted(temporary).resolve("slides");
    final Path slides = Files.createDirectories(temporary.resolve("mixed"));
    Files.copy(painted.resolve("demo_001.ome.tif"), slides.resolve("good.ome.tif"));
    final byte[] whole = Files.readAllBytes(painted.resolve("demo_002.ome.tif"));
    Files.write(slides.resolve("cut.tif"), Arrays.copyOf(whole, whole.length / 2));
    Files.write(slides.resolve("stub.tif"), Arrays.copyOf(whole, 100));
    Files.write(slides.resolve("empty.svs"), new byte[0]);
    Files.writeString(slides.resolve("text.svs"), "This is a letter, not a slide.\n");
    final byte[] white = new byte[3 * 600 * 600];
    Arrays.fill(white, (byte) 255);
    PngFile.write(slides.resolve("white.png"), PngFile.rgb(600, 600, white));
    PngFile.write(slides.resolve("gray.png"), PngFile.gray(600, 600, new byte[600 * 600]));
    final Path project = temporary.resolve("p");
    final Ran ran =
        DemoProject.run("patch", project, "slides=" + slides, "size=128", "slidempp=0.5");
    assertEquals(3, ran.status(), ran.err());
    assertEquals(
        "patch: 6 slide(s) failed; process_list.csv has the reasons: cut, empty, gray, stub, text,"
            + " white",
        ran.lastError());
    said(reason(project, "cut"), "cut.tif", "truncated", "copy it again");
    said(reason(project, "stub"), "stub.tif");
    said(reason(project, "empty"), "empty.svs is empty", "copy it again");
    said(reason(project, "text"), "text.svs", "cannot be read as a slide");
    assertFalse(reason(project, "text").contains("Exception"), reason(project, "text"));
    said(reason(project, "white"), "white", "no pixel has a saturation above", "sthresh=");
    said(reason(project, "gray"), "gray.png", "not a brightfield RGB slide");
    assertEquals(
        List.of("masks/good.geojson", "masks/good.png", "patches/good.h5", "stitches/good.png"),
        List.copyOf(
            DemoProject.files(project, n -> n.matches("(masks|patches|stitches)/.*")).keySet()));
    assertEquals(List.of(), DemoProject.leftovers(project));
  }

  @Test
  void aSlideWithoutPixelSizeNeedsOne() throws Exception {
    final Path slides = Files.createDirectories(temporary.resolve("slides"));
    final byte[] pink = new byte[3 * 600 * 600];
    for (int i = 0; i < pink.length; i += 3) {
      pink[i] = (byte) 220;
      pink[i + 1] = (byte) (i % 7 * 10 + 60);
      pink[i + 2] = (byte) 160;
    }
    PngFile.write(slides.resolve("pink.png"), PngFile.rgb(600, 600, pink));
    final Path project = temporary.resolve("p");
    fails(
        DemoProject.run("patch", project, "slides=" + slides),
        "pink",
        "pixel size",
        "pixelsize=",
        "slides.csv");
    assertEquals(0, DemoProject.run("patch", project, "slides=" + slides, "slidempp=0.5").status());
    assertEquals(
        0,
        DemoProject.run("patch", temporary.resolve("q"), "slides=" + slides, "level=0").status());
  }

  @Test
  void foldersWithoutSlides() throws Exception {
    final Path folder = Files.createDirectories(temporary.resolve("letters"));
    Files.writeString(folder.resolve("letter.txt"), "Dear reader");
    final Path project = temporary.resolve("p");
    fails(
        DemoProject.run("patch", project, "slides=" + folder), "letters", "no slide", "extensions");
    fails(
        DemoProject.run("patch", project, "slides=" + folder.resolve("none")),
        "none does not exist",
        "check the path");
    fails(
        DemoProject.run("patch", project, "slides=" + folder.resolve("letter.txt")),
        "letter.txt cannot be read as a slide");
    fails(DemoProject.run("patch", temporary.resolve("q")), "No slides", "slides=FOLDER");
    assertFalse(Files.exists(temporary.resolve("q")));
    final Path file = folder.resolve("letter.txt");
    for (final String command : List.of("patch", "split", "predict", "pipeline", "demo")) {
      fails(DemoProject.run(command, file), "letter.txt is a file", "give a folder");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty | first line",
        "case_id,slide_id,label | has no rows | list your slides",
        "case_id,slide_id;p1,s1 | line 1: there is no column label | case_id, slide_id",
        "case_id,label;p1,normal | line 1: there is no column slide_id | case_id, label",
        "case_id,slide_id,label;p1,../x,normal;p2,y,tumor | line 2, column 'slide_id' | rename",
        "case_id,slide_id,label;p1,a/b,normal;p2,y,tumor | line 2, column 'slide_id' | rename",
        "case_id,slide_id,label;p,x,normal;q,x,tumor | \"x\" appears twice | remove one",
        "case_id,slide_id,label;p,x,normal;q,y,normal | holds only [normal] | add slides",
        "case_id,slide_id,label;p,x,normal;q,y,tumor | none of its slides | file name",
        "case_id,slide_id,label,mpp;p,demo_001,normal,a;q,y,tumor | line 2, column 'mpp' | number",
      })
  void labelTables(final String text, final String cause, final String remedy) throws Exception {
    final Path project = DemoProject.painted(temporary);
    final byte[] before = Files.readAllBytes(project.resolve("slides.csv"));
    final Path labels = temporary.resolve("labels.csv");
    Files.writeString(labels, text.replace(';', '\n') + (text.isEmpty() ? "" : "\n"));
    final Ran given = DemoProject.run("pipeline", project, "labels=" + labels);
    fails(given, "labels.csv", cause, remedy);
    assertArrayEquals(before, Files.readAllBytes(project.resolve("slides.csv")));
    Files.copy(
        labels, project.resolve("slides.csv"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    fails(DemoProject.run("pipeline", project), "slides.csv", cause, remedy);
    assertFalse(
        Files.exists(project.resolve("patches")), "nothing is done before the table is right");
    assertEquals(List.of(), DemoProject.leftovers(project));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slide_id,path;../x,slides/demo_001.ome.tif | line 2, column 'slide_id'",
        "slide_id,path;x,slides/demo_001.ome.tif;x,slides/demo_002.ome.tif | appears twice",
      })
  void tablesOfSlidesAlone(final String text, final String cause) throws Exception {
    final Path project = DemoProject.painted(temporary);
    Files.writeString(project.resolve("slides.csv"), text.replace(';', '\n') + "\n");
    fails(DemoProject.run("patch", project), "slides.csv", cause);
    assertFalse(Files.exists(project.resolve("patches")));
    assertEquals(List.of(), DemoProject.leftovers(temporary));
  }

  @Test
  void labelsOfUnknownSlidesAreToldAndTheOthersDone() throws Exception {
    final Path project = DemoProject.painted(temporary);
    final Path table = project.resolve("slides.csv");
    Files.writeString(table, Files.readString(table) + "patient_x,nobody,tumor,\n");
    final Ran ran = DemoProject.run("pipeline", project, DemoProject.PIPELINE);
    assertEquals(3, ran.status(), ran.err());
    said(ran.lastError(), "reasons: nobody");
    said(reason(project, "nobody"), "no such slide file");
    assertTrue(Files.exists(project.resolve("results/attrimil/report.html")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train,val,test;demo_001,demo_002,demo_001 | \"demo_001\" is in more than one part",
        "train,val,test;demo_001,,demo_003;demo_001,, | \"demo_001\" is in more than one part",
        "train,val,test;../x,demo_002,demo_003 | line 2, column 'train'",
        "train,test;demo_001,demo_002 | lacks the column val",
        "train,val,test;,demo_001,demo_002 | no train slides",
        "train,val,test;nobody,demo_001,demo_002 | \"nobody\" is in splits/ but has no label",
      })
  void splits(final String text, final String cause) throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    Files.writeString(project.resolve("splits/splits_0.csv"), text.replace(';', '\n') + "\n");
    fails(DemoProject.run("train", project, "device=cpu"), cause, "splits");
    assertEquals(List.of("splits/splits_0.csv"), DemoProject.written(project));
  }

  @Test
  void featuresOfAnotherWidth() throws Exception {
    final Path project = DemoProject.finished(temporary);
    write(project, "demo_004", 7, 1);
    fails(
        DemoProject.run("train", project, "device=cpu"),
        "demo_004",
        "width",
        "extract all with one encoder");
    final Ran ran = DemoProject.run("predict", project, "device=cpu");
    assertEquals(3, ran.status(), ran.err());
    said(reason(project, "demo_004"), "predict: ", "features per patch", "has 7");
    assertEquals(
        DemoProject.SLIDES - 1,
        CsvTable.read(project.resolve("results/attrimil/predictions.csv")).rows());
  }

  @Test
  void aModelForOtherFeatures() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path model = temporary.resolve("foreign.pt");
    Files.copy(Goldens.resource("models/attrimil_d64_c2/weights.pt"), model);
    fails(
        DemoProject.run("predict", project, "model=" + model, "device=cpu"),
        "expects 64 features per patch",
        "extract its features with the model's encoder");
    fails(
        DemoProject.run("map", project, "model=" + model, "device=cpu"),
        "expects 64 features per patch");
    assertFalse(Files.exists(project.resolve("results/foreign")));
    assertEquals(List.of(), DemoProject.leftovers(project));
  }

  @Test
  void modelsThatAreNone() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path text = temporary.resolve("text.pt");
    Files.writeString(text, "not a model");
    final Path features = project.resolve("features/pt_files/demo_001.pt");
    final Path cut = temporary.resolve("cut.pt");
    final byte[] whole = Files.readAllBytes(project.resolve("models/attrimil/s_0_checkpoint.pt"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    for (final String command : List.of("predict", "evaluate", "map")) {
      fails(DemoProject.run(command, project, "model=" + text), "text.pt");
      fails(DemoProject.run(command, project, "model=" + features), "demo_001.pt");
      fails(DemoProject.run(command, project, "model=" + cut), "cut.pt", "damaged");
      fails(
          DemoProject.run(command, project, "model=none"), "model=none is neither", "run `train`");
      fails(DemoProject.run(command, project, "model=none.pt"), "none.pt", "there is no such file");
      fails(DemoProject.run(command, project, "model=../../x"), "../../x");
    }
    Files.delete(project.resolve("models/attrimil/s_0_checkpoint.pt"));
    fails(DemoProject.run("predict", project), "s_0_checkpoint.pt is missing", "run `train` again");
    Files.writeString(project.resolve("models/attrimil/model.json"), "{}");
    fails(DemoProject.run("predict", project), "Cannot read the model card", "train again");
  }

  @Test
  void damagedFeatures() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Split split = Split.read(project.resolve("splits/splits_0.csv"));
    final String one = split.train().get(0);
    final String other = split.test().get(0);
    final Path cut = project.resolve("features/h5_files/" + one + ".h5");
    final byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    write(project, other, 7, Float.NaN);
    final Ran ran = DemoProject.run("predict", project, "device=cpu");
    assertEquals(3, ran.status(), ran.err());
    said(reason(project, one), one + ".h5 is truncated", "make it again");
    said(reason(project, other), other + ".h5", "is NaN", "extract the features again");
    assertEquals(
        DemoProject.SLIDES - 2,
        CsvTable.read(project.resolve("results/attrimil/predictions.csv")).rows());
    fails(DemoProject.run("train", project, "redo=true", "device=cpu"), one + ".h5 is truncated");
    fails(DemoProject.run("evaluate", project, "redo=true", "device=cpu"), other + ".h5", "NaN");
    assertEquals(List.of(), DemoProject.leftovers(project));
    Files.write(cut, whole);
    assertEquals(3, DemoProject.run("predict", project, "device=cpu").status());
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    for (int row = 0; row < list.rows(); row++) {
      // A failure that is over is told no longer.
      assertEquals(
          list.get(row, "slide_id").equals(other) ? "failed" : "done", list.get(row, "status"));
    }
  }

  @Test
  void slidesNobodyKnows() throws Exception {
    final Path project = DemoProject.finished(temporary);
    DemoProject.age(project);
    for (final String command : List.of("neighbors", "map")) {
      fails(DemoProject.run(command, project, "slide=nobody"), "nobody");
      fails(DemoProject.run(command, project, "slide=../x"), "../x");
    }
    assertEquals(List.of(), DemoProject.written(project));
  }

  @Test
  void aBadSlideDoesNotStopThePredictionOfOthers() throws Exception {
    final Path project = DemoProject.finished(temporary);
    Files.writeString(project.resolve("slides/letter.svs"), "Dear reader");
    final Ran ran =
        DemoProject.run(
            "predict", project, "slides=" + project.resolve("slides"), "device=cpu", "size=128");
    assertEquals(3, ran.status(), ran.err());
    said(reason(project, "letter"), "letter.svs");
    assertEquals(
        DemoProject.SLIDES,
        CsvTable.read(project.resolve("results/attrimil/predictions.csv")).rows());
  }

  @Test
  void aCellOfTheProcessListThatIsNoValue() throws Exception {
    final Path project = DemoProject.finished(temporary);
    edit(project, "demo_003", "sthresh", "much");
    final Ran ran = DemoProject.run("patch", project, "size=128");
    assertEquals(3, ran.status(), ran.err());
    said(reason(project, "demo_003"), "process_list.csv", "sthresh=much is not a number");
    assertEquals(3, DemoProject.run("patch", project, "size=128").status(), "until it is mended");
    edit(project, "demo_003", "sthresh", "");
    assertEquals(0, DemoProject.run("patch", project, "size=128").status());
  }

  static void edit(final Path project, final String slide, final String column, final String value)
      throws IOException {
    final CsvTable list = CsvTable.read(project.resolve("process_list.csv"));
    final CsvTable edited = CsvTable.of(list.columns());
    for (int row = 0; row < list.rows(); row++) {
      final Object[] cells = list.row(row).toArray();
      if (list.get(row, "slide_id").equals(slide)) {
        cells[list.columns().indexOf(column)] = value;
      }
      edited.add(cells);
    }
    edited.write(project.resolve("process_list.csv"));
  }

  private static void write(
      final Path project, final String slide, final int width, final float value) {
    final float[] features = new float[3 * width];
    Arrays.fill(features, value);
    new FeatureFile(features, width, java.util.Map.of(), Optional.empty())
        .write(new Project(project).features(slide));
  }
}
