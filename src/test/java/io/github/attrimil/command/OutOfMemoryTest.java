package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where memory does not suffice, one line states what to do. */
class OutOfMemoryTest {

  @TempDir private Path folder;

  @Test
  void aBagThatIsTooLargeIsNamedAndTheOthersFinished() throws IOException {
    final Project project = new Project(folder);
    bag(project, "large", 200_000);
    bag(project, "small", 10);
    final DemoProject.Ran ran =
        ChildJava.shell(List.of("-Xmx64m"), "neighbors", "project=" + folder);
    assertEquals(3, ran.status(), ran.err());
    assertTrue(ran.err().contains("large.h5"), ran.err());
    assertTrue(ran.err().contains("-Xmx"), ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
  }

  private static void bag(final Project project, final String id, final int patches) {
    new FeatureFile(new float[patches * 100], 100, Map.of(), Optional.empty())
        .write(project.features(id));
  }

  @Test
  void aTableThatIsTooLargeIsRefused() throws IOException {
    final StringBuilder rows = new StringBuilder("case_id,slide_id,label\n");
    for (int k = 0; k < 400_000; k++) {
      rows.append("p").append(k).append(",s").append(k).append(k % 2 == 0 ? ",a\n" : ",b\n");
    }
    Files.writeString(folder.resolve("slides.csv"), rows);
    final DemoProject.Ran ran = ChildJava.shell(List.of("-Xmx40m"), "split", "project=" + folder);
    assertEquals(1, ran.status(), ran.err());
    assertTrue(
        ran.lastError().contains("slides.csv") && ran.lastError().contains("raise -Xmx"),
        ran.err());
  }

  /** Nothing can be asked before: a PNG is decoded as a whole. */
  @Test
  void whatNobodyForesawEndsInOneLine() throws IOException {
    final int side = 4000;
    final byte[] pink = new byte[3 * side * side];
    Arrays.fill(pink, (byte) 180);
    final Path slides = Files.createDirectories(folder.resolve("slides"));
    PngFile.write(slides.resolve("pink.png"), PngFile.rgb(side, side, pink));
    final DemoProject.Ran ran =
        ChildJava.shell(
            List.of("-Xmx32m"), "patch", "project=" + folder, "slides=" + slides, "pixelsize=0.5");
    assertEquals(1, ran.status(), ran.err());
    assertTrue(
        ran.lastError().startsWith("patch: Out of memory in `patch` of slide pink")
            && ran.lastError().contains("Give Java more memory: -Xmx16g"),
        ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
  }
}
