package io.github.attrimil.cohort.table;

import io.github.attrimil.core.Job;
import java.nio.file.Path;

/** Reads a table of features, for fuzzing. */
public final class BagReading {

  private BagReading() {}

  /**
   * @param file the table
   */
  public static void read(final Path file) {
    final FeatureTable table = FeatureTable.read(file, TableLayout.USUAL, Job.silent());
    table.slides();
    table.labels();
  }
}
