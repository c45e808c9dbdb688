package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.Shell;
import io.github.attrimil.format.events.Events;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that trains two folds at once is killed (SIGKILL) in the middle; the training is
 * resumed and ends as one that was not. The study of many kills at random moments is {@link
 * io.github.attrimil.bench.kill.KillStudy}.
 */
class KilledTrainingTest {

  @TempDir private Path folder;

  private static String[] line(final Project project) {
    return new String[] {
      "train",
      "project=" + project.root(),
      "model=m",
      "kind=abmil",
      "epochs=30",
      "bags=0",
      "restarts=0",
      "patience=0",
      "noise=0.2",
      "saveevery=10",
      "foldsatonce=2",
      "device=cpu"
    };
  }

  /** Runs in a process of its own until both folds have had some epochs. */
  private static void kill(final Project project) throws IOException, InterruptedException {
    final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    final ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "-Xmx500m",
            "-Dai.djl.offline=true",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            Shell.class.getName());
    builder.command().addAll(List.of(line(project)));
    final Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(project.root().resolveSibling("killed.txt").toFile())
            .start();
    try {
      final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (process.isAlive() && (epochs(project, 0) < 3 || epochs(project, 1) < 3)) {
        assertTrue(System.nanoTime() < end, "no epochs in two minutes");
        Thread.sleep(5);
      }
      assertTrue(process.isAlive(), "it ended before it was killed");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Epochs that have begun to be written, at least 1 once there is a file. */
  private static int epochs(final Project project, final int fold) throws IOException {
    final Path events = project.curves("m", fold).resolve("events.out.tfevents");
    return Files.exists(events) ? (int) (Files.size(events) / 200) : 0;
  }

  private static List<String> files(final Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString().replace('\\', '/'))
          // A run that was killed has no record.
          .filter(f -> !f.matches("runs/[^/]*\\.json"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aKilledTrainingEndsAsIfItHadNotBeen() throws IOException, InterruptedException {
    final Project whole = SmallProject.twoFolds(folder.resolve("whole"));
    final Project killed = SmallProject.twoFolds(folder.resolve("killed"));
    kill(killed);
    assertTrue(Files.exists(killed.model("m").resolve("unfinished")));
    assertFalse(Files.exists(killed.model("m").resolve("model.json")));
    assertEquals(0, Shell.run(line(whole)));
    assertEquals(0, Shell.run(line(killed)));
    assertEquals(files(whole.root()), files(killed.root()));
    for (final String file : files(whole.model("m"))) {
      assertArrayEquals(
          Files.readAllBytes(whole.model("m").resolve(file)),
          Files.readAllBytes(killed.model("m").resolve(file)),
          file);
    }
    for (int k = 0; k < 2; k++) {
      assertEquals(scalars(whole, k), scalars(killed, k));
    }
  }

  /** A power cut may leave the name of a file and none of its bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"s_0_checkpoint.pt", "s_0_epoch_0_checkpoint.pt"})
  void aFoldWithAnEmptiedNetworkIsTrainedAgain(final String emptied) throws IOException {
    final Project whole = SmallProject.twoFolds(folder.resolve("whole"));
    final Project cut = SmallProject.twoFolds(folder.resolve("cut"));
    final String[] line = {
      "train", "", "model=m", "kind=abmil", "epochs=2", "saveevery=1", "device=cpu"
    };
    line[1] = "project=" + whole.root();
    assertEquals(0, Shell.run(line));
    line[1] = "project=" + cut.root();
    final String[] first = Arrays.copyOf(line, line.length + 1);
    first[line.length] = "fold=0";
    assertEquals(0, Shell.run(first));
    Files.write(cut.model("m").resolve(emptied), new byte[0]);
    assertEquals(0, Shell.run(line));
    assertEquals(files(whole.root()), files(cut.root()));
    for (final String file : files(whole.model("m"))) {
      assertArrayEquals(
          Files.readAllBytes(whole.model("m").resolve(file)),
          Files.readAllBytes(cut.model("m").resolve(file)),
          file);
    }
  }

  private static List<?> scalars(final Project project, final int fold) {
    return Events.read(project.curves("m", fold)).stream()
        .map(s -> s.step() + ": " + s.scalars())
        .toList();
  }
}
