package io.github.attrimil.evaluate.summary;

import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What a training took; what could not be measured is empty.
 *
 * @param secondsPerEpoch mean over the epochs of all folds, validation included, in seconds
 * @param peakMegabytes most memory that the whole program had in use during the training, in 2^20
 *     bytes: the cached features and Java's own memory included, that of a GPU not
 */
public record TrainingCost(OptionalDouble secondsPerEpoch, OptionalDouble peakMegabytes) {

  private static final String FILE = "cost.csv";
  private static final String SECONDS = "seconds_per_epoch";
  private static final String MEGABYTES = "peak_memory_mb";

  /**
   * @param model a model's folder
   * @return its cost; empty where it was not measured
   */
  public static TrainingCost read(final Path model) {
    final Path file = model.resolve(FILE);
    if (!Files.exists(file)) {
      return new TrainingCost(OptionalDouble.empty(), OptionalDouble.empty());
    }
    final CsvTable table = CsvTable.read(file).require(SECONDS, MEGABYTES);
    return new TrainingCost(cell(table, SECONDS), cell(table, MEGABYTES));
  }

  private static OptionalDouble cell(final CsvTable table, final String column) {
    return table.rows() > 0 && table.find(0, column).isPresent()
        ? OptionalDouble.of(table.number(0, column))
        : OptionalDouble.empty();
  }

  /**
   * @param model the model's folder
   */
  public void write(final Path model) {
    CsvTable.of(SECONDS, MEGABYTES)
        .add(SummaryTables.cell(secondsPerEpoch), SummaryTables.cell(peakMegabytes))
        .write(model.resolve(FILE));
  }
}
