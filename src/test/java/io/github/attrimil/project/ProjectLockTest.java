package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLockTest {

  @TempDir private Path folder;

  private ProjectLock take(final Path root) {
    return ProjectLock.take(new Project(root), "train", Job.silent());
  }

  @Test
  void anotherRunIsRefusedAndTheOneAtWorkIsNamed() {
    try (ProjectLock lock = take(folder)) {
      final AttriMilException e = assertThrows(AttriMilException.class, () -> take(folder));
      assertTrue(e.getMessage().contains("`train`, process "), e.getMessage());
      assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
    }
    take(folder).close();
  }

  @Test
  void whatAKilledRunLeftIsRemovedAndNothingElse() throws IOException {
    final Path maps = Files.createDirectories(folder.resolve("maps/m/s"));
    Files.writeString(maps.resolve(".part-12-scores.csv"), "half");
    Files.writeString(maps.resolve("scores.csv"), "whole");
    Files.writeString(maps.resolve(".hidden"), "the user's");
    Files.createDirectories(folder.resolve(".attrimil"));
    // A run that is killed cannot take its name away.
    Files.writeString(folder.resolve(".attrimil/lock"), "`map`, process 1, since yesterday");
    take(folder).close();
    assertFalse(Files.exists(maps.resolve(".part-12-scores.csv")));
    assertEquals("whole", Files.readString(maps.resolve("scores.csv")));
    assertTrue(Files.exists(maps.resolve(".hidden")));
  }

  @Test
  void afterARunThatEndedNothingIsSearched() throws IOException {
    take(folder).close();
    final Path part = Files.writeString(folder.resolve(".part-12-scores.csv"), "half");
    take(folder).close();
    assertTrue(Files.exists(part));
  }

  @Test
  void aMistypedFolderIsNotLeftBehind() throws IOException {
    final Path root = folder.resolve("no/such/project");
    take(root).close();
    assertFalse(Files.exists(folder.resolve("no")));
    try (ProjectLock lock = take(root)) {
      Files.writeString(root.resolve("slides.csv"), "slide_id\n");
    }
    assertTrue(Files.exists(root.resolve("slides.csv")));
  }

  /** A run that was killed is known by its file, also when a power cut emptied that. */
  @Test
  void anEmptyLockIsThatOfAKilledRun() throws IOException {
    Files.createDirectories(folder.resolve(".attrimil"));
    Files.writeString(folder.resolve(".attrimil/lock"), "");
    final Path part = Files.writeString(folder.resolve(".part-12-scores.csv"), "half");
    take(folder).close();
    assertFalse(Files.exists(part));
  }

  @Test
  void aProjectWithinTheProjectIsLeftAlone() throws IOException {
    final Path inner = Files.createDirectories(folder.resolve("inner/.attrimil")).getParent();
    final Path part = Files.writeString(inner.resolve(".part-12-scores.csv"), "at work");
    Files.createDirectories(folder.resolve(".attrimil"));
    Files.writeString(folder.resolve(".attrimil/lock"), "`map`, process 1, since yesterday");
    take(folder).close();
    assertTrue(Files.exists(part));
  }

  @Test
  void whatIsSaidOfAKilledRun() throws IOException {
    Files.createDirectories(folder.resolve(".attrimil"));
    Files.writeString(folder.resolve(".attrimil/lock"), "`map`, process 1, since yesterday");
    Files.writeString(folder.resolve(".part-12-scores.csv"), "half");
    final List<String> said = new ArrayList<>();
    final Job job = new Job("train", Listeners.to(said), () -> false);
    ProjectLock.take(new Project(folder), "train", job).close();
    assertEquals(
        List.of(
            "The last run here was interrupted (`map`, process 1, since yesterday); what it"
                + " finished is kept, 1 unfinished file(s) are removed"),
        said);
  }

  /** Takes the lock from another process. */
  public static final class Other {

    private Other() {}

    /**
     * @param args the project's folder
     */
    public static void main(final String[] args) {
      try (ProjectLock lock =
          ProjectLock.take(new Project(Path.of(args[0])), "map", Job.silent())) {
        System.out.println("taken");
      } catch (final AttriMilException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private String other() throws IOException {
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Where locks are POSIX's, closing any file that is open twice releases them. */
  @Test
  void aSecondRunOfThisProcessDoesNotReleaseTheLock() throws IOException {
    try (ProjectLock lock = take(folder)) {
      assertThrows(AttriMilException.class, () -> take(folder));
      assertTrue(other().contains("Another run is active in " + folder + " (`train`, process "));
    }
    assertEquals("taken", other());
  }
}
