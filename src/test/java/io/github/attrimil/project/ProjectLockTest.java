package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
