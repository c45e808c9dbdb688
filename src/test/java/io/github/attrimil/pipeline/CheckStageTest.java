package io.github.attrimil.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideColumns;
import io.github.attrimil.slide.find.SlideList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check writes, and in which order. */
class CheckStageTest {

  @TempDir private Path root;

  private static String table(final int slides) {
    final StringBuilder text = new StringBuilder("case_id,slide_id,label\n");
    for (int i = 0; i < slides; i++) {
      text.append("p" + i + ",s" + i + "," + (i % 2 == 0 ? "normal" : "tumor") + "\n");
    }
    return text.toString();
  }

  private void check(final Project project) {
    CheckStage.run(
        project,
        new CheckStage.Request(
            SlideList.Wanted.of(Optional.empty()),
            Optional.empty(),
            SlideColumns.OFFICIAL,
            List.of(),
            "",
            new Splitter(2, 0.25, 1)),
        Job.silent());
  }

  /** A run that ended between the two would leave the page of an earlier state for good. */
  @Test
  void thePageIsWrittenBeforeTheTablesThatStandForAll() throws IOException {
    final Project project = new Project(root);
    Files.writeString(project.slidesCsv(), table(12));
    check(project);
    final Path page = project.check().resolve(CheckPage.NAME);
    final Path counts = project.check().resolve("counts.csv");
    final String before = Files.readString(page);
    Files.writeString(project.slidesCsv(), table(20));
    Files.delete(counts);
    Files.createDirectories(counts.resolve("in the way"));
    assertThrows(AttriMilException.class, () -> check(project));
    final String after = Files.readString(page);
    assertFalse(after.equals(before), "the page is of the earlier table");
    Files.delete(counts.resolve("in the way"));
    Files.delete(counts);
    check(project);
    assertTrue(Files.readString(counts).length() > 10);
  }
}
