package io.github.attrimil.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import loci.formats.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticCohortTest {

  private static final int SIZE = 1024;

  @TempDir Path project;

  private static List<Path> files(final Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void writesSlidesTruthAndTable() throws Exception {
    final Job job = Job.silent();
    final List<SyntheticSlide> cohort = SyntheticCohort.write(project, 4, SIZE, 1, job);
    assertEquals(4, cohort.size());
    assertEquals(4, job.record().slidesWith(RunRecord.Status.DONE).size());
    assertEquals(5, files(project.resolve("slides")).size(), "four slides and the note");
    final List<String> table = Files.readAllLines(project.resolve("slides.csv"));
    assertEquals("case_id,slide_id,label,path", table.get(0));
    assertEquals(5, table.size());
    for (int i = 0; i < 4; i++) {
      final SyntheticSlide slide = cohort.get(i);
      final String path = "slides/demo_00" + (i + 1) + ".ome.tif";
      assertEquals(
          slide.caseId() + ",demo_00" + (i + 1) + "," + slide.label() + "," + path,
          table.get(i + 1));
      assertEquals(project.resolve(path), slide.file());
      final BufferedImage truth = ImageIO.read(slide.truth().toFile());
      assertEquals(SIZE / SyntheticCohort.TRUTH_DOWNSAMPLE, truth.getWidth());
      int lesion = 0;
      for (int p = 0; p < truth.getWidth() * truth.getHeight(); p++) {
        final int value =
            truth.getRaster().getSample(p % truth.getWidth(), p / truth.getWidth(), 0);
        assertTrue(value == 0 || value == 255, "value " + value);
        lesion += value / 255;
      }
      assertEquals(slide.label().equals(SyntheticCohort.TUMOR), lesion > 0);
    }
    try (ImageReader reader = new ImageReader()) {
      reader.setFlattenedResolutions(false);
      reader.setId(cohort.get(0).file().toString());
      assertEquals(SIZE, reader.getSizeX());
    }
  }

  @Test
  void keepsWhatFitsAndPaintsTheRestAnew() throws IOException {
    final List<SyntheticSlide> cohort = SyntheticCohort.write(project, 2, SIZE, 1, Job.silent());
    Files.write(cohort.get(0).file(), new byte[] {1});
    Files.delete(cohort.get(1).file());
    final Job again = Job.silent();
    SyntheticCohort.write(project, 2, SIZE, 1, 1, again);
    assertEquals(List.of("demo_001"), again.record().slidesWith(RunRecord.Status.SKIPPED));
    assertEquals(List.of("demo_002"), again.record().slidesWith(RunRecord.Status.DONE));
    assertEquals(1, Files.size(cohort.get(0).file()));

    final Job other = Job.silent();
    SyntheticCohort.write(project, 1, SIZE, 2, other);
    assertEquals(List.of("demo_001"), other.record().slidesWith(RunRecord.Status.DONE));
    assertTrue(Files.size(cohort.get(0).file()) > 1000);
    assertFalse(Files.exists(cohort.get(1).file()), "a slide of the older cohort is left");
  }

  @Test
  void leavesAUsersTableAlone() throws IOException {
    final Path table = project.resolve("slides.csv");
    Files.writeString(table, "case_id,slide_id,label\n");
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> SyntheticCohort.write(project, 2, SIZE, 1, Job.silent()));
    assertTrue(e.getMessage().contains("slides.csv"), e.getMessage());
    assertEquals("case_id,slide_id,label\n", Files.readString(table));
    assertEquals(List.of(table), files(project));
  }

  @Test
  void stopsWhenTheUserWantsTo() throws IOException {
    final Job.Listener nowhere =
        new Job.Listener() {
          @Override
          public void info(final String message) {}

          @Override
          public void warn(final String message) {}

          @Override
          public void progress(final String message, final long done, final long total) {}
        };
    final Job job = new Job("demo", nowhere, () -> true);
    assertThrows(CanceledException.class, () -> SyntheticCohort.write(project, 3, SIZE, 1, job));
    assertFalse(Files.exists(project.resolve("slides.csv")));
    assertEquals(
        List.of(project.resolve("slides").resolve("demo.json")), files(project.resolve("slides")));
  }

  @Test
  void halfOfTheSlidesArePositiveAndSomePatientsHaveTwo() {
    for (int seed = 0; seed < 20; seed++) {
      final List<SyntheticSlide> cohort = SyntheticCohort.plan(project, 40, SIZE, seed);
      final long tumors =
          cohort.stream().filter(s -> s.label().equals(SyntheticCohort.TUMOR)).count();
      assertTrue(tumors >= 19 && tumors <= 21, tumors + " positive");
      final Map<String, List<SyntheticSlide>> byCase =
          cohort.stream().collect(Collectors.groupingBy(SyntheticSlide::caseId));
      assertTrue(byCase.values().stream().anyMatch(c -> c.size() == 2));
      for (final List<SyntheticSlide> slides : byCase.values()) {
        assertTrue(slides.size() <= 2);
        assertEquals(1, slides.stream().map(SyntheticSlide::label).distinct().count());
      }
      for (final String label : List.of(SyntheticCohort.NORMAL, SyntheticCohort.TUMOR)) {
        assertTrue(
            cohort.stream()
                .filter(s -> s.label().equals(label))
                .anyMatch(s -> s.spec().aggregates() > 0),
            "no aggregate in any " + label + " slide of seed " + seed);
      }
    }
  }
}
