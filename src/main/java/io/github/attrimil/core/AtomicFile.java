package io.github.attrimil.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
        Files.move(
            part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
