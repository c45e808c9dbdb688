package io.github.attrimil.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes files whole or not at all: into a hidden file beside the target, then renamed. A file that
 * would get the bytes it has is left alone, so that its time is that of its last change.
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

  private AtomicFile() {}

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
        absolute.resolveSibling(".part-" + Long.toHexString(System.nanoTime()) + "-" + name);
    try {
      Files.createDirectories(absolute.getParent());
      writer.write(part);
      if (!Files.isRegularFile(absolute) || Files.mismatch(part, absolute) >= 0) {
        Files.move(
            part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot write " + target + ": " + e.getMessage(), e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (final IOException e) {
        part.toFile().deleteOnExit();
      }
    }
  }
}
