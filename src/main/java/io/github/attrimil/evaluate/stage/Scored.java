package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.KnownClasses;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A network's predictions of labeled slides with their bag scores.
 *
 * @param predictions the slides, or patients where these are the bags
 * @param logits bag scores of each slide, C
 * @param slides of each patient where patients are the bags, else nothing
 */
record Scored(Predictions predictions, List<double[]> logits, Map<String, List<String>> slides) {

  static final String CASE = "case_id";

  /** The slides of a patient, separated by semicolons. */
  static final String SLIDES = "slides";

  static final String SEPARATOR = ";";

  /** Keeps copies. */
  Scored {
    logits = List.copyOf(logits);
    slides = Map.copyOf(slides);
  }

  Scored(final Predictions predictions, final List<double[]> logits) {
    this(predictions, logits, Map.of());
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
    if (!slides.isEmpty()) {
      columns.add(SLIDES);
    }
    final CsvTable table = CsvTable.of(columns);
    for (int i = 0; i < logits.size(); i++) {
      final List<Object> cells = new ArrayList<>();
      add(cells, i);
      final String id = predictions.rows().get(i).slideId();
      cells.add(patients.of(id));
      if (!slides.isEmpty()) {
        cells.add(String.join(SEPARATOR, slides.get(id)));
      }
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
    final Map<String, List<String>> slides = new HashMap<>();
    for (final int row : rows) {
      predictions.add(
          new Predictions.Row(
              table.get(row, "slide_id"),
              table.whole(row, "Y"),
              table.whole(row, "Y_hat"),
              numbers(table, row, "p_", classes)));
      logits.add(numbers(table, row, "logit_", classes));
      if (table.has(SLIDES)) {
        slides.put(table.get(row, "slide_id"), List.of(table.get(row, SLIDES).split(SEPARATOR)));
      }
    }
    return new Scored(new Predictions(predictions), logits, slides);
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
