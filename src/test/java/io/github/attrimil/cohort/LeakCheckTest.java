package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakCheckTest {

  private static final int SLIDES = 12;

  @TempDir Path folder;
  private Project project;

  /** Slides s0.. of patients p0.., with random features; the classes take turns. */
  @BeforeEach
  void makeProject() throws IOException {
    project = new Project(folder);
    final StringBuilder text = new StringBuilder("case_id,slide_id,label\n");
    for (int i = 0; i < SLIDES; i++) {
      text.append("p%d,s%d,%s%n".formatted(i, i, i % 2 == 0 ? "x" : "y"));
      features("s" + i, i, 0);
    }
    Files.writeString(project.slidesCsv(), text);
  }

  private void features(final String slide, final long seed, final double noise) {
    final Random random = new Random(seed);
    final Random other = new Random(seed + 1);
    final float[] values = new float[20 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + noise * other.nextGaussian());
    }
    new FeatureFile(values, 8, Map.of(), Optional.empty()).write(project.features(slide));
  }

  private void rename(final String from, final String to) throws IOException {
    Files.writeString(
        project.slidesCsv(),
        Files.readString(project.slidesCsv()).replaceAll("(?m)^" + from + ",", to + ","));
  }

  private static final Split SPLIT =
      new Split(
          List.of("s0", "s1", "s2", "s3", "s4", "s5"),
          List.of("s6", "s7", "s8"),
          List.of("s9", "s10", "s11"));

  private Leaks leaks() {
    return LeakCheck.of(project, Cohort.read(project.slidesCsv()), List.of(SPLIT));
  }

  @Test
  void aCleanSplitHasNone() throws IOException {
    assertTrue(leaks().isEmpty());
    leaks().judge(LeakPolicy.REFUSE, Job.silent());
    // Train and val may share a patient: no result is measured on them.
    rename("p7", "p1");
    assertTrue(leaks().isEmpty());
  }

  @Test
  void patientsAreNamedWithTheirSlides() throws IOException {
    rename("p9", "p1");
    rename("p11", "p6.0");
    rename("p6", "p6.0");
    final Leak leak = leaks().found().get(0);
    assertEquals(Leak.Kind.PATIENT, leak.kind());
    assertEquals(List.of("p1", "p6.0"), leak.who());
    assertEquals(
        "Fold 0: 2 patients have slides in the test part and in another part: \"p1\" (slide \"s1\""
            + " in train and slide \"s9\" in test), \"p6.0\" (slide \"s6\" in val and slide"
            + " \"s11\" in test).",
        leak.text());
    final AttriMilException refused =
        assertThrows(AttriMilException.class, () -> leaks().judge(LeakPolicy.REFUSE, Job.silent()));
    assertTrue(refused.getMessage().contains(leak.text()), refused.getMessage());
    assertTrue(refused.getMessage().contains("leaks=allow"), refused.getMessage());
    final Job job = Job.silent();
    leaks().judge(LeakPolicy.ALLOW, job);
    leaks().judge(LeakPolicy.REFUSE, leaks(), job);
    assertEquals(List.of(leaks().headline()), job.record().warnings());
    rename("p10", "p0");
    assertThrows(
        AttriMilException.class,
        () -> leaks().judge(LeakPolicy.REFUSE, new Leaks(List.of(leak)), job));
  }

  @Test
  void patientsAreFoundBehindNumbersAndBarcodes() throws IOException {
    Files.writeString(
        project.slidesCsv(),
        Files.readString(project.slidesCsv()).replace("p0,s0", "7,s0").replace("p9,s9", "7.0,s9"));
    assertEquals(List.of("7"), leaks().found().get(0).who());
    final Cohort tcga =
        new Cohort(
            List.of(
                slide("patient_1", "TCGA-49-4488-01Z-00-DX1.A"),
                slide("patient_2", "TCGA-49-4488-01Z-00-DX2.B"),
                slide("patient_3", "TCGA-49-44888-01Z"),
                slide("patient_4", "XTCGA-49-4488-01Z")));
    assertEquals(
        List.of("patient_1", "patient_1", "patient_3", "patient_4"),
        List.copyOf(tcga.patients().values()));
  }

  private static Cohort.LabeledSlide slide(final String patient, final String id) {
    return new Cohort.LabeledSlide(patient, id, "x", Optional.empty(), Optional.empty());
  }

  @Test
  void aSlideUnderTwoNamesIsFoundByItsFeatures() {
    features("s10", 2, 1e-5);
    final Leak leak = leaks().found().get(0);
    assertEquals(Leak.Kind.DUPLICATE, leak.kind());
    assertEquals(List.of("s10"), leak.who());
    assertTrue(leak.text().contains("the same features as \"s2\" in train"), leak.text());
    features("s10", 2, 0.1);
    assertTrue(leaks().isEmpty());
  }

  /** Background gives the same features in every slide, and coarse features repeat by chance. */
  @Test
  void slidesThatBeginAlikeAreNotTheSame() {
    final float[] values = new float[20 * 8];
    for (int slide = 2; slide <= 10; slide += 8) {
      final Random random = new Random(slide);
      for (int i = 0; i < values.length; i++) {
        values[i] = i < 8 * 8 ? i % 8 : (float) random.nextGaussian();
      }
      new FeatureFile(values, 8, Map.of(), Optional.empty()).write(project.features("s" + slide));
    }
    assertTrue(leaks().isEmpty());
    for (int slide = 2; slide <= 10; slide += 8) {
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 2;
      }
      new FeatureFile(values, 8, Map.of(), Optional.empty()).write(project.features("s" + slide));
    }
    assertTrue(leaks().isEmpty());
  }

  @Test
  void splitKeepsASlideWithTwoNamesInOnePartOrRefuses() {
    features("s10", 2, 1e-5);
    final Splitter splitter = new Splitter(3, 0.25, 1);
    final AttriMilException refused =
        assertThrows(
            AttriMilException.class, () -> SplitStage.run(project, splitter, false, Job.silent()));
    for (final String word : List.of("\"s2\"", "\"s10\"", "\"p2\"", "\"p10\"")) {
      assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }
    for (int seed = 0; seed < 5; seed++) {
      final List<Split> splits =
          SplitStage.run(
              project, new Splitter(3, 0.25, seed), LeakPolicy.ALLOW, true, Job.silent());
      assertTrue(
          LeakCheck.of(project, Cohort.read(project.slidesCsv()), splits).isEmpty(),
          splits.toString());
    }
  }

  @Test
  void publishedSplitsAreTakenByteByByteUnlessTheyLeak() throws IOException {
    final Path published = Files.createDirectories(folder.resolve("published"));
    final String text = ",train,val,test\r\n0,s0,s4.0,s8\r\n1,s1.svs,s5,s9\r\n2,s2,,\r\n3,s3,,\r\n";
    Files.writeString(published.resolve("splits_0.csv"), text.replace("s4.0", "s4"));
    final Splitter splitter =
        new Splitter(
            5,
            0.25,
            1,
            new SplitDesign(
                SplitDesign.Scheme.KFOLD, 4, 0.2, "", Optional.empty(), Optional.of(published)));
    rename("p9", "p1");
    final AttriMilException refused =
        assertThrows(
            AttriMilException.class, () -> SplitStage.run(project, splitter, false, Job.silent()));
    assertTrue(refused.getMessage().contains("\"p1\""), refused.getMessage());
    final List<Split> splits =
        SplitStage.run(project, splitter, LeakPolicy.ALLOW, false, Job.silent());
    assertEquals(List.of("s0", "s1", "s2", "s3"), splits.get(0).train());
    assertArrayEquals(
        Files.readAllBytes(published.resolve("splits_0.csv")),
        Files.readAllBytes(project.split(0)));
    // Later stages and runs keep them; others take their place on demand only.
    SplitStage.run(project, new Splitter(2, 0.25, 1), LeakPolicy.ALLOW, false, Job.silent());
    assertEquals(splits, SplitFiles.read(project));
    SplitStage.run(project, new Splitter(1, 0.25, 1), LeakPolicy.ALLOW, true, Job.silent());
    final AttriMilException others =
        assertThrows(
            AttriMilException.class,
            () -> SplitStage.run(project, splitter, LeakPolicy.ALLOW, false, Job.silent()));
    assertTrue(others.getMessage().contains("redo=true"), others.getMessage());
    SplitStage.run(project, splitter, LeakPolicy.ALLOW, true, Job.silent());
    assertEquals(splits, SplitFiles.read(project));
    SplitStage.run(project, splitter, LeakPolicy.ALLOW, false, Job.silent());
    Files.writeString(published.resolve("splits_0.csv"), text.replace("s4.0", "unknown"));
    final AttriMilException unknown =
        assertThrows(
            AttriMilException.class,
            () -> SplitStage.run(project, splitter, LeakPolicy.ALLOW, true, Job.silent()));
    assertTrue(unknown.getMessage().contains("\"unknown\""), unknown.getMessage());
  }
}
