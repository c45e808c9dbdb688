package io.github.attrimil.train;

import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.List;

/** Reads the log of a training, for fuzzing. */
public final class LogReading {

  private LogReading() {}

  /**
   * @param file log.csv
   */
  public static void read(final Path file) {
    final CsvTable table = CsvTable.read(file);
    TrainingLog.read(table).table(0);
    TrainingLog.table(List.of(table));
  }
}
