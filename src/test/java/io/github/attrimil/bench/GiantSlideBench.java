package io.github.attrimil.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A slide of 150,000 x 150,000 pixels is patched with 1 GB of memory in two minutes, with a pyramid
 * and without. Not part of the usual tests: {@code mvn test -Dtest=GiantSlideBench}.
 */
class GiantSlideBench {

  private static final int SIDE = 150_000;
  private static final int SECONDS = 120;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void patch(final boolean pyramid) throws Exception {
    final Path slide = folder.resolve("giant.ome.tif");
    GiantTiff.write(slide, SIDE, pyramid ? new int[] {4, 16, 64} : new int[0]);
    final Path said = folder.resolve("said.txt");
    final long start = System.nanoTime();
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.github.attrimil.command.Shell",
                "patch",
                "project=" + folder.resolve("project"),
                "slides=" + slide)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    final boolean ended = process.waitFor(5L * SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    final double seconds = (System.nanoTime() - start) / 1e9;
    assertTrue(ended, "still running: " + Files.readString(said));
    assertEquals(0, process.exitValue(), Files.readString(said));
    final int n = PatchFile.read(new Project(folder.resolve("project")).patches("giant")).size();
    System.out.printf(
        Locale.ROOT,
        "%d x %d pixels, %s: %.1f s, %d patches, file of %d MB%n%s%n",
        SIDE,
        SIDE,
        pyramid ? "4 levels" : "one level",
        seconds,
        n,
        Files.size(slide) >> 20,
        Files.readString(said));
    // A disc of 0.3 times the side, patches of 256 pixels of 0.5 micrometers.
    final double truth = Math.PI * Math.pow(0.3 * SIDE / 512, 2);
    // A slide that was sampled, one in 7 x 7 tiles, may be wrong by half of that at its border.
    final double border = pyramid ? 0 : 2 * Math.PI * 0.3 * SIDE * 7 * 256 / 2 / 512 / 512;
    assertEquals(truth, n, 0.03 * truth + border);
    assertTrue(seconds < SECONDS, seconds + " s");
  }
}
