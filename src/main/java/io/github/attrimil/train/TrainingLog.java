package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The epochs of a fold as rows of log.csv: fold, epoch, loss, the objective's terms, and the
 * metrics of {@link Validation}. What is not defined is left empty.
 *
 * @param parts the names of the objective's terms
 * @param epochs all epochs
 */
record TrainingLog(List<String> parts, List<Trainer.Epoch> epochs) {

  private static final String FOLD = "fold";
  private static final String EPOCH = "epoch";
  private static final String LOSS = "loss";
  private static final String PART = "_loss";

  /** Columns before the objective's terms. */
  private static final int BEFORE = 3;

  /** Keeps copies. */
  TrainingLog {
    parts = List.copyOf(parts);
    epochs = List.copyOf(epochs);
  }

  /**
   * @param table of one fold, as {@link #table} gives it
   * @return its epochs
   * @throws AttriMilException when it has other columns
   */
  static TrainingLog read(final CsvTable table) {
    final List<String> columns = table.columns();
    final int after = Math.max(BEFORE, columns.size() - Validation.COLUMNS.size());
    final List<String> parts =
        columns.stream()
            .limit(after)
            .skip(BEFORE)
            .map(c -> c.endsWith(PART) ? c.substring(0, c.length() - PART.length()) : c)
            .toList();
    if (!columns.equals(columns(parts))) {
      throw new AttriMilException(
          table.where() + " is no log of a training; remove it, and train again");
    }
    final List<Trainer.Epoch> epochs = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      final double[] values = new double[columns.size() - 1];
      for (int i = 0; i < values.length; i++) {
        final String column = columns.get(i + 1);
        values[i] = table.find(row, column).isEmpty() ? Double.NaN : table.number(row, column);
      }
      epochs.add(epoch(values));
    }
    return new TrainingLog(parts, epochs);
  }

  /**
   * @param epoch an epoch
   * @return its numbers: epoch, loss, terms, metrics
   */
  static double[] row(final Trainer.Epoch epoch) {
    final double[] validation = epoch.validation().values();
    final double[] row = new double[2 + epoch.parts().size() + validation.length];
    row[0] = epoch.epoch();
    row[1] = epoch.loss();
    for (int i = 0; i < epoch.parts().size(); i++) {
      row[2 + i] = epoch.parts().get(i);
    }
    System.arraycopy(validation, 0, row, row.length - validation.length, validation.length);
    return row;
  }

  /**
   * @param row what {@link #row} gave
   * @return the epoch
   */
  static Trainer.Epoch epoch(final double[] row) {
    final int after = row.length - Validation.COLUMNS.size();
    return new Trainer.Epoch(
        (int) row[0],
        row[1],
        Arrays.stream(row, 2, after).boxed().toList(),
        Validation.of(Arrays.copyOfRange(row, after, row.length)));
  }

  /**
   * @param parts the names of the objective's terms
   * @param epoch an epoch
   * @return its numbers by the names of their columns, without those that are not defined
   */
  static Map<String, Double> scalars(final List<String> parts, final Trainer.Epoch epoch) {
    final double[] row = row(epoch);
    final List<String> columns = columns(parts);
    final Map<String, Double> scalars = new LinkedHashMap<>();
    for (int i = 1; i < row.length; i++) {
      if (!Double.isNaN(row[i])) {
        scalars.put(columns.get(i + 1), row[i]);
      }
    }
    return scalars;
  }

  private static List<String> columns(final List<String> parts) {
    final List<String> columns = new ArrayList<>(List.of(FOLD, EPOCH, LOSS));
    parts.forEach(part -> columns.add(part + PART));
    columns.addAll(Validation.COLUMNS);
    return columns;
  }

  /**
   * @param fold the fold's number
   * @return its rows of log.csv
   */
  CsvTable table(final int fold) {
    final CsvTable table = CsvTable.of(columns(parts));
    for (final Trainer.Epoch epoch : epochs) {
      final List<Object> cells = new ArrayList<>(List.of(fold, epoch.epoch()));
      Arrays.stream(row(epoch))
          .skip(1)
          .forEach(value -> cells.add(Double.isNaN(value) ? null : (Object) value));
      table.add(cells.toArray());
    }
    return table;
  }

  /**
   * @param folds the rows of each fold, at least one
   * @return log.csv
   */
  static CsvTable table(final List<CsvTable> folds) {
    final List<String> columns = folds.get(0).columns();
    final CsvTable table = CsvTable.of(columns);
    for (final CsvTable fold : folds) {
      for (int row = 0; row < fold.rows(); row++) {
        final int at = row;
        table.add(columns.stream().map(c -> fold.find(at, c).orElse(null)).toArray());
      }
    }
    return table;
  }
}
