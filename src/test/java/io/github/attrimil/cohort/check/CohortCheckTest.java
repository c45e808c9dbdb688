package io.github.attrimil.cohort.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault is planted alone in a sound cohort, and found with its names. */
class CohortCheckTest {

  private static final int PATIENTS = 80;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void makeProject() {
    project = new Project(folder);
  }

  /** Patients p0.. with a slide each; classes take turns, and so do pairs of sites. */
  private void table(final String more, final IntFunction<String> cells) throws IOException {
    final StringBuilder text = new StringBuilder("case_id,slide_id,label" + more + "\n");
    for (int i = 0; i < PATIENTS; i++) {
      text.append("p%d,s%d,%s%s\n".formatted(i, i, i % 2 == 0 ? "x" : "y", cells.apply(i)));
    }
    Files.writeString(project.slidesCsv(), text);
  }

  private void table() throws IOException {
    table(",site", i -> i / 2 % 2 == 0 ? ",Ulm" : ",Bonn");
  }

  private void features(final int slide, final int patches, final int width, final long seed) {
    final Random random = new Random(seed);
    final float[] values = new float[patches * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    new FeatureFile(values, width, Map.of(), Optional.empty()).write(project.features("s" + slide));
  }

  private CheckResult check(final List<io.github.attrimil.slide.find.SlideSource> slides) {
    return CohortCheck.run(
        project,
        Cohort.read(project.slidesCsv()),
        new CohortCheck.Request(List.of(), "", new Splitter(5, 0.25, 1), slides, true, false),
        Job.silent());
  }

  private CheckResult check() {
    return check(List.of());
  }

  /** The only problem or warning. */
  private Finding only(final CheckResult result) {
    final List<Finding> found =
        result.findings().stream().filter(f -> f.level() != Level.NOTE).toList();
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  private void has(final Finding f, final Level level, final Topic topic, final String... words) {
    assertEquals(level, f.level(), f.toString());
    assertEquals(topic, f.topic(), f.toString());
    for (final String word : words) {
      assertTrue(f.text().contains(word), word + " in: " + f.text());
    }
  }

  @Test
  void aSoundCohortHasNotesAlone() throws IOException {
    table();
    final CheckResult result = check();
    assertEquals(List.of(), result.of(Level.PROBLEM));
    assertEquals(List.of(), result.of(Level.WARNING));
    assertEquals(List.of("x", "y"), result.classes());
    assertEquals(new CheckResult.Count(-1, "all", "x", 40, 40), result.counts().get(0));
    result.write(project.check());
    final CsvTable csv = CsvTable.read(project.check().resolve("check.csv"));
    assertEquals(List.of("level", "topic", "finding", "remedy", "count", "who"), csv.columns());
    assertEquals(result.findings().size(), csv.rows());
    final CsvTable counts = CsvTable.read(project.check().resolve("counts.csv"));
    assertEquals(List.of("fold", "part", "label", "slides", "patients"), counts.columns());
    assertEquals("40", counts.get(1, "patients"));
  }

  @Test
  void siteThatGoesWithTheLabelIsFound() throws IOException {
    table(",site", i -> (i % 2 == 0) == (i > 7) ? ",Ulm" : ",Bonn");
    final Finding f = only(check());
    has(
        f,
        Level.WARNING,
        Topic.CONFOUNDING,
        "strongly associated with the column \"site\"",
        "36 of 40",
        "4 of 40");
    assertTrue(f.remedy().contains("sitecolumn="), f.remedy());
    // A column that is no matter of technique is a note.
    table(",sex", i -> i % 2 == 0 ? ",f" : ",m");
    assertTrue(
        check().of(Level.NOTE).stream()
            .anyMatch(n -> n.topic() == Topic.CONFOUNDING && n.text().contains("\"sex\"")));
    table(",mpp", i -> i % 2 == 0 ? ",0.2501" : ",0.4999");
    has(
        only(check()),
        Level.WARNING,
        Topic.CONFOUNDING,
        "strongly associated with the pixel size",
        "0.25 µm");
  }

  @Test
  void whatGoesTogetherByChanceIsNot() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      final Random random = new Random(seed);
      table(",site,scanner", i -> "," + random.nextInt(8) + "," + random.nextInt(2));
      assertEquals(List.of(), check().of(Level.WARNING));
    }
  }

  @Test
  void classesWithFewPatientsAreFound() throws IOException {
    table();
    Files.writeString(
        project.slidesCsv(),
        Files.readString(project.slidesCsv()) + "q0,t0,z,\nq0,t1,z,\nq1,t2,z,\nq1,t3,z,\n");
    final CheckResult result = check();
    has(
        result.of(Level.PROBLEM).get(0),
        Level.PROBLEM,
        Topic.SPLITS,
        "\"z\" has 2 patient(s)",
        "no number of folds works");
    has(result.of(Level.WARNING).get(0), Level.WARNING, Topic.CLASSES, "\"z\" has 2 patients");
    assertTrue(result.of(Level.NOTE).stream().anyMatch(n -> n.text().contains("the smallest 2")));
  }

  @Test
  void featuresThatLackOrDifferAreFound() throws IOException {
    table();
    for (int i = 0; i < PATIENTS; i++) {
      features(i, 20 + i % 3, 8, i);
    }
    assertEquals(List.of(), check().of(Level.WARNING));
    features(7, 20, 6, 7);
    final Finding width = only(check());
    has(width, Level.PROBLEM, Topic.FEATURES, "width: 8 (79 slides), 6 (1 slide)", "\"s7\"");
    assertEquals(List.of("s7"), width.who());
    features(7, 4, 8, 7);
    has(only(check()), Level.WARNING, Topic.FEATURES, "fewer than 10 patches", "\"s7\"");
    Files.delete(project.features("s7"));
    has(only(check()), Level.WARNING, Topic.FEATURES, "1 labeled slide without", "\"s7\"");
    Files.writeString(project.features("s7"), "no features");
    has(only(check()), Level.PROBLEM, Topic.FEATURES, "s7.h5");
    features(7, 20, 8, 6);
    features(6, 20, 8, 6);
    final Finding twin = only(check());
    has(twin, Level.PROBLEM, Topic.DUPLICATES, "\"s6\"", "\"s7\"", "\"p6\"", "\"p7\"");
    for (int i = 0; i < PATIENTS; i++) {
      features(i, 20 + i % 5 + 4 * (i % 2), 8, i);
    }
    has(only(check()), Level.WARNING, Topic.CONFOUNDING, "number of patches alone", "\"y\"");
  }

  @Test
  void splitsThatLeakOrLackAreFound() throws IOException {
    table();
    final List<Split> splits = new Splitter(4, 0.25, 1).split(Cohort.read(project.slidesCsv()));
    final Split good = splits.get(0);
    good.write(project.split(0));
    assertEquals(1, check().of(Level.WARNING).size(), "20 test patients are few");
    final String test = good.test().get(0);
    final String train = good.train().get(0);
    Files.writeString(
        project.slidesCsv(),
        Files.readString(project.slidesCsv())
            .replace("p" + test.substring(1) + ",", "p" + train.substring(1) + ","));
    final CheckResult leak = check();
    has(
        leak.of(Level.PROBLEM).get(0),
        Level.PROBLEM,
        Topic.SPLITS,
        "Fold 0: 1 patient has",
        "\"p" + train.substring(1) + "\"",
        "\"" + test + "\"");
    assertEquals(4 * 2 - 6, leak.counts().stream().filter(c -> c.fold() < 0).count());
    table();
    final List<String> noY = good.test().stream().filter(s -> s.matches("s\\d*[02468]")).toList();
    new Split(good.train(), List.of("s1000"), noY).write(project.split(0));
    final CheckResult lacking = check();
    has(lacking.of(Level.PROBLEM).get(0), Level.PROBLEM, Topic.SPLITS, "\"s1000\"");
    assertTrue(
        lacking.of(Level.WARNING).stream()
            .anyMatch(f -> f.text().contains("test part of fold 0 has no slide of \"y\"")));
    assertTrue(lacking.of(Level.NOTE).stream().anyMatch(f -> f.text().contains("in no fold")));
  }

  @Test
  void slidesThatAreOneOrCannotBeReadAreFound() throws IOException {
    table(",mpp", i -> ",0.25");
    final Path slides = Files.createDirectories(folder.resolve("slides"));
    final List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      final byte[] pixels = new byte[3 * 300 * 300];
      new Random(i).nextBytes(pixels);
      images.add(pixels);
    }
    for (int i = 0; i < 4; i++) {
      PngFile.write(slides.resolve("s" + i + ".png"), PngFile.rgb(300, 300, images.get(i)));
    }
    // The same pixels in another file.
    final byte[] same = Files.readAllBytes(slides.resolve("s2.png"));
    Files.write(slides.resolve("s4.png"), java.util.Arrays.copyOf(same, same.length + 7));
    Files.writeString(slides.resolve("s5.svs"), "no slide");
    final CheckResult result =
        check(SlideList.findIfAny(project, SlideList.Wanted.of(Optional.of(slides))));
    final List<Finding> problems = result.of(Level.PROBLEM);
    assertEquals(2, problems.size(), problems.toString());
    has(problems.get(0), Level.PROBLEM, Topic.SLIDES, "1 slide that cannot be read", "s5.svs");
    has(problems.get(1), Level.PROBLEM, Topic.DUPLICATES, "\"s2\", \"s4\"", "\"p2\", \"p4\"");
    has(
        result.of(Level.WARNING).get(0),
        Level.WARNING,
        Topic.SLIDES,
        "74 labeled slides without a slide file");
  }

  @Test
  void theAssociationIsCramersWithItsCorrection() {
    // Bergsma's V of the table 20 10 / 5 25 by its formula.
    final List<String> a = new ArrayList<>();
    final List<String> b = new ArrayList<>();
    final int[][] counts = {{20, 10}, {5, 25}};
    for (int r = 0; r < 2; r++) {
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < counts[r][c]; i++) {
          a.add("r" + r);
          b.add("c" + c);
        }
      }
    }
    final double phi = 60 * Math.pow(20 * 25 - 10 * 5, 2) / (30.0 * 30 * 25 * 35) / 60;
    final double corrected = (phi - 1.0 / 59) / (2 - 1.0 / 59 - 1);
    final Association found = Association.of(a, b, 0);
    assertEquals(Math.sqrt(corrected), found.strength(), 1e-12);
    assertEquals(60, found.count());
    assertTrue(found.chance() <= 0.01, found.toString());
    assertEquals(1, Association.of(a, a, 0).strength(), 1e-12);
  }
}
