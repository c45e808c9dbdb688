package io.github.attrimil.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project is started from a folder of slides and a table, or labels are typed. */
class ProjectSetupTest {

  @TempDir Path temporary;

  private Path slides(final String... names) throws IOException {
    final Path folder = Files.createDirectories(temporary.resolve("slides"));
    for (final String name : names) {
      Files.writeString(folder.resolve(name), "");
    }
    return folder;
  }

  @Test
  void slidesAndLabelsMeet() throws Exception {
    final Path slides = slides("a.svs", "b.ome.tif", "c.tif");
    final Path labels = temporary.resolve("labels.csv");
    Files.writeString(
        labels, "case_id,slide_id,label,mpp\np1,a.svs,tumor,0.25\np2,b,normal,\nx,x,y,\n");
    final Project project = new Project(temporary.resolve("new/project"));
    final ProjectSetup.Made made =
        ProjectSetup.add(project, Optional.of(slides), Optional.of(labels));
    assertEquals(new ProjectSetup.Made(3, 2, List.of("x")), made);
    final Cohort cohort = Cohort.read(project.slidesCsv());
    assertEquals("tumor", cohort.find("a").orElseThrow().label());
    assertEquals("p1", cohort.find("a").orElseThrow().caseId());
    assertEquals(0.25, cohort.find("a").orElseThrow().mpp().orElseThrow());
    assertEquals(Optional.of(slides.resolve("b.ome.tif")), cohort.find("b").orElseThrow().path());
    assertEquals("", cohort.find("c").orElseThrow().label());

    ProjectSetup.label(project, "c", " tumor ");
    Files.writeString(slides.resolve("d.tif"), "");
    ProjectSetup.add(project, Optional.of(slides), Optional.empty());
    final Cohort later = Cohort.read(project.slidesCsv());
    assertEquals(4, later.slides().size());
    assertEquals("tumor", later.find("c").orElseThrow().label());
    assertEquals("p1", later.find("a").orElseThrow().caseId());
  }

  @Test
  void theTableOfLabelsIsFoundNearTheSlides() throws Exception {
    final Path slides = slides("a.svs");
    assertEquals(Optional.empty(), ProjectSetup.table(slides));
    assertEquals(Optional.empty(), ProjectSetup.table(slides.resolve("a.svs")));
    assertEquals(Optional.empty(), ProjectSetup.table(temporary.resolve("missing")));
    final Path only = Files.writeString(slides.resolve("clinic.csv"), "slide_id,label\n");
    assertEquals(Optional.of(only), ProjectSetup.table(slides));
    Files.writeString(slides.resolve("other.csv"), "x\n");
    assertEquals(Optional.empty(), ProjectSetup.table(slides));
    final Path near = Files.writeString(temporary.resolve("labels.csv"), "slide_id,label\n");
    assertEquals(Optional.of(near), ProjectSetup.table(slides));
    final Path inside = Files.writeString(slides.resolve("labels.csv"), "slide_id,label\n");
    assertEquals(Optional.of(inside), ProjectSetup.table(slides));
  }

  @Test
  void aSmallCohortIsSplitIntoFewerFolds() throws Exception {
    final Project project = new Project(temporary.resolve("study"));
    Files.createDirectories(project.root());
    assertEquals(Map.of(), SmallCohort.inputs(project));
    final StringBuilder table = new StringBuilder("case_id,slide_id,label\n");
    for (int i = 0; i < 10; i++) {
      table.append("p%d,s%d,%s\n".formatted(i, i, i < 4 ? "tumor" : "normal"));
    }
    Files.writeString(project.slidesCsv(), table);
    assertEquals(Map.of("folds", "4"), SmallCohort.inputs(project));
    // What a user chose stays while it works.
    Files.createDirectories(project.runs());
    Files.writeString(
        project.runs().resolve("20260101T000000.000Z-split.json"),
        "{\"parameters\": {\"folds\": \"3\"}, \"stages\": {\"split\": {\"seconds\": 1}}}");
    assertEquals(Map.of(), SmallCohort.inputs(project));
    for (int i = 10; i < 14; i++) {
      table.append("p%d,s%d,tumor\n".formatted(i, i));
    }
    Files.writeString(project.slidesCsv(), table);
    Files.delete(project.runs().resolve("20260101T000000.000Z-split.json"));
    assertEquals(Map.of(), SmallCohort.inputs(project));
  }

  @Test
  void aTableThatDoesNotFitLeavesNothingBehind() throws Exception {
    final Path labels = temporary.resolve("labels.csv");
    Files.writeString(labels, "name,class\na,b\n");
    final Project project = new Project(temporary.resolve("project"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> ProjectSetup.add(project, Optional.of(slides("a.svs")), Optional.of(labels)));
    assertTrue(e.getMessage().contains("slide_id"), e.getMessage());
    assertFalse(Files.exists(project.root()));
    assertThrows(
        AttriMilException.class,
        () -> ProjectSetup.add(project, Optional.empty(), Optional.empty()));
  }
}
