package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  private void write(final Path target, final String text) {
    AtomicFile.write(target, part -> Files.writeString(part, text));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    final Path target = folder.resolve("a.csv");
    write(target, "old");
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                AtomicFile.write(
                    target,
                    part -> {
                      Files.writeString(part, "half");
                      throw new FileSystemException("No space left on device");
                    }));
    assertTrue(e.getMessage().contains("a.csv") && e.getMessage().contains("the disk is full"));
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.csv"), names());
  }

  @Test
  void theSameBytesKeepTheTime() throws IOException {
    final Path target = folder.resolve("a.csv");
    write(target, "same");
    final FileTime before = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(target, before);
    write(target, "same");
    assertEquals(before, Files.getLastModifiedTime(target));
  }

  /** A project from elsewhere must not make a command write outside of it. */
  @Test
  void aLinkAtTheTargetIsReplacedNotFollowed() throws IOException {
    final Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "keep");
    final Path target = folder.resolve("a.csv");
    try {
      Files.createSymbolicLink(target, elsewhere);
    } catch (final IOException | UnsupportedOperationException e) {
      assumeTrue(false, "No links here");
    }
    write(target, "new");
    assertEquals("keep", Files.readString(elsewhere));
    assertEquals("new", Files.readString(target));
    assertFalse(Files.isSymbolicLink(target));
  }

  /** As Windows refuses to replace a file that is mapped into memory. */
  @Test
  void aFileThatIsHeldForAMomentIsReplaced() throws IOException {
    final AtomicInteger tries = new AtomicInteger();
    final AtomicFile.Attempt third =
        () -> {
          if (tries.incrementAndGet() < 3) {
            throw new AccessDeniedException("features.h5");
          }
        };
    AtomicFile.persistently(true, third);
    assertEquals(3, tries.get());
    tries.set(0);
    assertThrows(AccessDeniedException.class, () -> AtomicFile.persistently(false, third));
    assertEquals(1, tries.get());
  }
}
