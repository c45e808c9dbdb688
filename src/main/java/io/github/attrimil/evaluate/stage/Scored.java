package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.KnownClasses;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A network's predictions of labeled slides with their bag scores.
 *
 * @param predictions the slides
 * @param logits bag scores of each slide, C
 */
record Scored(Predictions predictions, List<double[]> logits) {

  static final String CASE = "case_id";

  /** Keeps a copy. */
  Scored {
    logits = List.copyOf(logits);
  }

  /**
   * @return the threshold below which the largest bag score is that of none of the known classes
   */
  OptionalDouble bagThreshold() {
    return OptionalDouble.of(
        KnownClasses.threshold(logits.stream().mapToDouble(KnownClasses::largest).toArray()));
  }

  /**
   * Writes the official table of predictions, and in further columns bag scores and patients.
   *
   * @param csv the file
   * @param patients whose slides they are
   */
  void write(final Path csv, final Patients patients) {
    final int classes = predictions.classes();
    final List<String> columns = new ArrayList<>(columns(classes));
    columns.add(CASE);
    final CsvTable table = CsvTable.of(columns);
    for (int i = 0; i < logits.size(); i++) {
      final List<Object> cells = new ArrayList<>();
      add(cells, i);
      cells.add(patients.of(predictions.rows().get(i).slideId()));
      table.add(cells.toArray());
    }
    table.write(csv);
  }

  /** Names of the cells that {@link #add} adds. */
  static List<String> columns(final int classes) {
    final List<String> columns = new ArrayList<>(List.of("slide_id", "Y", "Y_hat"));
    for (final String what : List.of("p_", "logit_")) {
      for (int c = 0; c < classes; c++) {
        columns.add(what + c);
      }
    }
    return columns;
  }

  /** Adds the cells of a row. */
  void add(final List<Object> cells, final int i) {
    final Predictions.Row row = predictions.rows().get(i);
    cells.addAll(List.of(row.slideId(), row.truth(), row.predicted()));
    Arrays.stream(row.probabilities()).forEach(cells::add);
    Arrays.stream(logits.get(i)).forEach(cells::add);
  }

  /**
   * Reads rows of a table.
   *
   * @param table with the columns of {@link #columns}
   * @param rows which of them
   * @return what they hold
   */
  static Scored read(final CsvTable table, final List<Integer> rows) {
    table.require("slide_id", "Y", "Y_hat", "p_0", "p_1", "logit_0", "logit_1");
    int classes = 2;
    while (table.has("p_" + classes)) {
      classes++;
    }
    final List<Predictions.Row> predictions = new ArrayList<>();
    final List<double[]> logits = new ArrayList<>();
    for (final int row : rows) {
      predictions.add(
          new Predictions.Row(
              table.get(row, "slide_id"),
              (int) table.integer(row, "Y"),
              (int) table.integer(row, "Y_hat"),
              numbers(table, row, "p_", classes)));
      logits.add(numbers(table, row, "logit_", classes));
    }
    return new Scored(new Predictions(predictions), logits);
  }

  private static double[] numbers(
      final CsvTable table, final int row, final String prefix, final int count) {
    final double[] numbers = new double[count];
    for (int c = 0; c < count; c++) {
      numbers[c] = table.number(row, prefix + c);
      if (!Double.isFinite(numbers[c])) {
        throw new AttriMilException(
            table.where(row, prefix + c) + " is not finite; delete the file and evaluate again");
      }
    }
    return numbers;
  }
}
