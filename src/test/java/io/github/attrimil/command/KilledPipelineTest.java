package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.bench.kill.Child;
import io.github.attrimil.bench.kill.FileWatch;
import io.github.attrimil.bench.kill.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline is killed (SIGKILL) at a random moment, and the next run ends as one that was never
 * killed: the short form of {@link io.github.attrimil.bench.kill.KillStudy}.
 */
class KilledPipelineTest {

  /** Files that come and go in the first stages; later ones have their turn in the study. */
  private static final int MOST_EVENTS = 150;

  @TempDir private Path folder;

  @Test
  void aKilledPipelineEndsAsIfItHadNotBeen() throws IOException, InterruptedException {
    final Path whole = DemoProject.finished(folder.resolve("whole"));
    final Path killed = DemoProject.painted(folder.resolve("killed"));
    final List<String> line = new ArrayList<>(List.of("pipeline", "project=" + killed));
    line.addAll(List.of(DemoProject.PIPELINE));
    final int event = 1 + new Random().nextInt(MOST_EVENTS);
    final Process process = new Child(folder).start(line);
    final String last;
    try (FileWatch watch = new FileWatch(killed.getParent())) {
      while (process.isAlive() && watch.events() < event) {
        watch.await(20);
      }
      last = watch.last();
    } finally {
      process.destroyForcibly().waitFor();
    }
    final DemoProject.Ran next = DemoProject.run("pipeline", killed, DemoProject.PIPELINE);
    assertEquals(0, next.status(), next.err());
    assertEquals(
        List.of(),
        ProjectFiles.differences(ProjectFiles.of(whole), ProjectFiles.of(killed)),
        "killed at event " + event + ", after " + last);
  }

  /** A run that ends between the two files of features must leave none that pass for a user's. */
  @Test
  void featuresOfWhichOneFileWasWrittenAreMadeAgain() throws IOException {
    final Path whole = DemoProject.finished(folder.resolve("whole"));
    final Path project = DemoProject.finished(folder.resolve("half"));
    final Path h5 = project.resolve("features/h5_files/demo_003.h5");
    Files.delete(h5);
    Files.delete(project.resolve("features/pt_files/demo_003.pt"));
    Files.delete(project.resolve(".attrimil/features/demo_003.json"));
    Files.createDirectory(h5);
    final DemoProject.Ran half = DemoProject.run("features", project, "device=cpu");
    assertEquals(3, half.status(), half.err());
    Files.delete(h5);
    assertEquals(0, DemoProject.run("neighbors", project).status());
    assertEquals(0, DemoProject.run("features", project, "device=cpu").status());
    for (final String file : List.of("h5_files/demo_003.h5", "pt_files/demo_003.pt")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve("features").resolve(file)),
          Files.readAllBytes(project.resolve("features").resolve(file)),
          file);
    }
  }
}
