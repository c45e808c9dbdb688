package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a file or disk, and what to do. */
class FileFailureTest {

  private static final String NEXT = "run again: what is finished is kept";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("a.csv");
  }

  private void says(final AttriMilException e, final String... parts) {
    for (final String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    assertEquals(1, e.getMessage().split(" a\\.csv|/a\\.csv|\\\\a\\.csv", -1).length - 1, "once");
  }

  @Test
  void aFullDiskEndsTheRun() {
    final AttriMilException e =
        FileFailure.of("write", file(), new IOException("No space left on device"));
    assertInstanceOf(DiskException.class, e);
    says(e, "Cannot write " + file() + ": the disk is full (", "Free some space", NEXT);
  }

  @Test
  void aReadOnlyDiskEndsTheRun() {
    final Exception thrown =
        new FileSystemException(file().toString(), null, "Read-only file system");
    final AttriMilException e = FileFailure.of("remove", file(), thrown);
    assertInstanceOf(DiskException.class, e);
    says(e, "Cannot remove " + file(), "the disk is read-only", "another disk", NEXT);
  }

  /** Nothing is written then, and the next file may well be there. */
  @Test
  void whatCannotBeReadEndsNoRun() {
    final AttriMilException gone =
        FileFailure.of("read", file(), new NoSuchFileException(file().toString()));
    assertFalse(gone instanceof RunEndedException);
    says(gone, "Cannot read " + file() + ": it does not exist", "put it back, and run again");
    final AttriMilException closed =
        FileFailure.of(
            "list", file(), new UncheckedIOException(new AccessDeniedException(file().toString())));
    says(closed, "no permission for user " + System.getProperty("user.name"), "permissions");
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws IOException {
    final Path maps = Files.writeString(folder.resolve("maps"), "");
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> AtomicFile.write(maps.resolve("m/a.csv"), part -> Files.writeString(part, "")));
    says(e, maps + " is a file, and a folder is expected", NEXT);
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws IOException {
    Files.createDirectories(file().resolve("sub"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> AtomicFile.write(file(), part -> Files.writeString(part, "")));
    says(e, "a folder of that name is in its place", NEXT);
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "nothing half written");
    }
  }

  @Test
  void aFolderWithoutPermissionIsNamed() {
    assertTrue(folder.toFile().setWritable(false));
    try {
      assumeFalse(Files.isWritable(folder), "This user may write everywhere");
      final AttriMilException e =
          assertThrows(
              AttriMilException.class,
              () -> AtomicFile.write(file(), part -> Files.writeString(part, "")));
      assertFalse(e instanceof RunEndedException);
      says(e, "no permission for user ", "in " + folder, "Change its permissions", NEXT);
    } finally {
      assertTrue(folder.toFile().setWritable(true));
    }
  }
}
