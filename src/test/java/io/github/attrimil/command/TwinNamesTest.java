package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.attrimil.core.FileNames;
import io.github.attrimil.format.image.PngFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of slides that some disks cannot hold side by side, or at all. */
class TwinNamesTest {

  private static final int SIDE = 600;

  @TempDir private Path folder;

  /** A little tissue. */
  private Path slide(final String name) throws IOException {
    final byte[] pink = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < pink.length; i += 3) {
      pink[i] = (byte) 220;
      pink[i + 1] = (byte) (i % 7 * 10 + 60);
      pink[i + 2] = (byte) 160;
    }
    final Path slides = Files.createDirectories(folder.resolve("slides"));
    PngFile.write(slides.resolve(name), PngFile.rgb(SIDE, SIDE, pink));
    return slides;
  }

  private static DemoProject.Ran patch(final Path project, final Path slides) {
    return DemoProject.run("patch", project, "slides=" + slides, "pixelsize=0.5");
  }

  @Test
  void slidesThatDifferInCaseOnlyAreWarnedOf() throws IOException {
    assumeFalse(FileNames.ignoresCase(folder));
    slide("a.png");
    final DemoProject.Ran ran = patch(folder.resolve("project"), slide("A.png"));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.err().contains("\"A\" and \"a\" differ only in upper and lower case"), ran.err());
  }

  @Test
  void aNameThatWindowsTakesForADeviceFailsAlone() throws IOException {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    for (final String name : List.of("NUL", "ends.", "語".repeat(70))) {
      slide(name + ".png");
    }
    final Path project = folder.resolve("project");
    final DemoProject.Ran ran = patch(project, slide("good.png"));
    assertEquals(3, ran.status(), ran.err());
    assertTrue(ran.err().contains("is a device on Windows"), ran.err());
    assertTrue(ran.err().contains("ends with a dot"), ran.err());
    assertTrue(ran.err().contains("210 bytes in UTF-8"), ran.err());
    assertTrue(Files.exists(project.resolve("patches").resolve("good.h5")));
  }

  @Test
  void aPathThatIsTooLongIsRefusedInOneLine() throws IOException {
    final Path slides = slide("good.png");
    for (final String path : List.of("x/".repeat(2500), "x".repeat(300))) {
      final DemoProject.Ran ran = patch(folder.resolve(path), slides);
      assertEquals(1, ran.status());
      assertTrue(ran.lastError().contains("shorter path"), ran.lastError());
      assertTrue(ran.lastError().length() < 1000 && !ran.err().contains("\tat "), ran.err());
    }
  }
}
