package io.github.attrimil.core;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files whole or not at all: into a hidden file beside the target, forced to disk, then
 * renamed. A file that would get the bytes it has is left alone, so that its time is that of its
 * last change.
 */
public final class AtomicFile {

  /** Fills a file. */
  @FunctionalInterface
  public interface Writer {
    /**
     * @param part the file to fill; it does not exist yet
     * @throws IOException when it cannot be written
     */
    void write(Path part) throws IOException;
  }

  /** How names of files begin that are being written; a process that is killed leaves them. */
  public static final String PART = ".part-";

  private static final int ATTEMPTS = 8;
  private static final long PAUSE_MILLIS = 50;

  private AtomicFile() {}

  /**
   * @param file a file that is written whole
   * @return whether it is there; not where a power cut has left its name and none of its bytes
   */
  public static boolean isWritten(final Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) > 0;
    } catch (final IOException e) {
      return false;
    }
  }

  /** Something that may be refused for a moment. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /**
   * Tries again where Windows refuses to replace a file, because another program, such as a virus
   * scanner, has it open, or because this one has read it and still has it mapped into memory.
   *
   * @param windows whether it is worth a second try
   * @param attempt what is tried
   * @throws IOException of the last try
   */
  static void persistently(final boolean windows, final Attempt attempt) throws IOException {
    for (int k = 1; true; k++) {
      try {
        attempt.run();
        return;
      } catch (final FileSystemException e) {
        if (!windows || k == ATTEMPTS) {
          throw e;
        }
        System.gc(); // Only then are files no longer mapped.
        pause(k * PAUSE_MILLIS);
      }
    }
  }

  private static void pause(final long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** After a power cut a file system may have the new name but not yet the bytes. */
  private static void toDisk(final Path part) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Writes a file whole or not at all; missing folders are made, an older file is replaced.
   *
   * @param target the file to write
   * @param writer fills it; the temporary name keeps the target's extension
   * @throws AttriMilException when it cannot be written; then the target is as it was
   */
  public static void write(final Path target, final Writer writer) {
    final Path absolute = target.toAbsolutePath();
    final String name = absolute.getFileName().toString();
    final Path part =
        absolute.resolveSibling(PART + Long.toHexString(System.nanoTime()) + "-" + name);
    try {
      Files.createDirectories(absolute.getParent());
      writer.write(part);
      toDisk(part);
      if (!Files.isRegularFile(absolute) || Files.mismatch(part, absolute) >= 0) {
        persistently(
            File.separatorChar == '\\',
            () ->
                Files.move(
                    part,
                    absolute,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING));
      }
    } catch (final IOException e) {
      throw FileFailure.of("write", target, e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (final IOException e) {
        part.toFile().deleteOnExit();
      }
    }
  }
}
