package io.github.attrimil.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls: one reader, given by the argument of the target, and the bytes of a file. */
public final class ReaderFuzzer {

  private static ForeignReader reader;
  private static Path file;

  private ReaderFuzzer() {}

  /**
   * @param args the name of the reader, and an empty folder for the file
   * @throws IOException when the folder cannot be made
   */
  public static void fuzzerInitialize(final String[] args) throws IOException {
    reader = ForeignReader.valueOf(args[0]);
    file = Path.of(args[1]).resolve(reader.fileName());
    Files.createDirectories(file.getParent());
    // What is loaded at first use must not count as the time of one input.
    Files.write(file, new FuzzSeeds(Path.of(args[1])).of(reader).get(0));
    reader.reads(file);
  }

  /**
   * @param bytes of a file
   */
  public static void fuzzerTestOneInput(final byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    reader.reads(file);
  }
}
