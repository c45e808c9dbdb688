package io.github.attrimil.train;

import io.github.attrimil.format.table.CsvTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of log.csv: fold, epoch, loss, the objective's terms, val_loss, val_acc. A row is also
 * what a snapshot keeps of an epoch.
 */
final class TrainingLog {

  private static final int PARTS = 3;

  private final List<double[]> rows = new ArrayList<>();

  /**
   * @param rows what {@link #rows} gave, of earlier epochs
   */
  TrainingLog(final List<double[]> rows) {
    this.rows.addAll(rows);
  }

  List<double[]> rows() {
    return rows;
  }

  /** The fold of the last row, 0 without any. */
  int fold() {
    return rows.isEmpty() ? 0 : (int) rows.get(rows.size() - 1)[0];
  }

  List<Trainer.Epoch> epochs(final int fold) {
    return rows.stream().filter(row -> row[0] == fold).map(TrainingLog::epoch).toList();
  }

  /** Replaces the rows of a fold, which must be the last one. */
  void put(final int fold, final List<Trainer.Epoch> epochs) {
    rows.removeIf(row -> row[0] == fold);
    epochs.forEach(e -> rows.add(row(fold, e)));
  }

  private static double[] row(final int fold, final Trainer.Epoch e) {
    final double[] row = new double[PARTS + e.parts().size() + 2];
    row[0] = fold;
    row[1] = e.epoch();
    row[2] = e.loss();
    for (int i = 0; i < e.parts().size(); i++) {
      row[PARTS + i] = e.parts().get(i);
    }
    row[row.length - 2] = e.validation();
    row[row.length - 1] = e.accuracy();
    return row;
  }

  private static Trainer.Epoch epoch(final double[] row) {
    return new Trainer.Epoch(
        (int) row[1],
        row[2],
        Arrays.stream(row, PARTS, row.length - 2).boxed().toList(),
        row[row.length - 2],
        row[row.length - 1]);
  }

  /**
   * @param parts the names of the objective's terms
   * @return log.csv
   */
  CsvTable table(final List<String> parts) {
    final List<String> columns = new ArrayList<>(List.of("fold", "epoch", "loss"));
    parts.forEach(part -> columns.add(part + "_loss"));
    columns.addAll(List.of("val_loss", "val_acc"));
    final CsvTable table = CsvTable.of(columns);
    for (final double[] row : rows) {
      final Object[] cells = Arrays.stream(row).boxed().toArray();
      cells[0] = (int) row[0];
      cells[1] = (int) row[1];
      table.add(cells);
    }
    return table;
  }
}
