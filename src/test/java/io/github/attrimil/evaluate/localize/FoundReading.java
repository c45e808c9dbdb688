package io.github.attrimil.evaluate.localize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a table of what maps found, for fuzzing. */
public final class FoundReading {

  private FoundReading() {}

  /**
   * @param file FOLDER/localization.csv
   * @throws IOException when the other table cannot be written
   */
  public static void read(final Path file) throws IOException {
    final Path summary = file.resolveSibling("localization_summary.csv");
    if (!Files.exists(summary)) {
      Files.writeString(summary, "metric,value,low,high,slides\nfroc,0.5,0.4,0.6,3\n");
    }
    Localization.read(file.getParent());
  }
}
