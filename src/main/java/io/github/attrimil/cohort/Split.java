package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which slides of a fold are learned from, watched and held out: {@code splits_K.csv} with the
 * official columns train, val, test.
 *
 * @param train slides to learn from
 * @param val slides that choose the checkpoint
 * @param test slides held out
 */
public record Split(List<String> train, List<String> val, List<String> test) {

  private static final String TRAIN = "train";
  private static final String VAL = "val";
  private static final String TEST = "test";

  /** Checks that no slide is used twice. */
  public Split {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
    final Set<String> seen = new HashSet<>();
    for (final List<String> part : List.of(train, val, test)) {
      for (final String slide : part) {
        if (!seen.add(slide)) {
          throw new AttriMilException(
              "The slide \""
                  + slide
                  + "\" is in more than one part of a split; remove it from one");
        }
      }
    }
    if (train.isEmpty()) {
      throw new AttriMilException("A split has no train slides; add slides or use fewer folds");
    }
  }

  /**
   * Reads a split of ours, an official one (its first column, row numbers, is left alone), or one
   * of CLAM with a row a slide and True or False in each part.
   *
   * @param csv the file
   * @return the split
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static Split read(final Path csv) {
    return read(csv, SplitIds.ANY);
  }

  /**
   * Reads a split of known slides.
   *
   * @param csv the file
   * @param ids finds the slides that are meant
   * @return the split
   * @throws AttriMilException with line and column of what cannot be read
   */
  static Split read(final Path csv, final SplitIds ids) {
    final CsvTable table = CsvTable.read(csv).require(TRAIN, VAL, TEST);
    final boolean rows = isByRow(table);
    try {
      return new Split(
          column(table, TRAIN, rows, ids),
          column(table, VAL, rows, ids),
          column(table, TEST, rows, ids));
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(csv.toString())
          ? e
          : new AttriMilException(csv + ": " + e.getMessage(), e);
    }
  }

  /** CLAM's other layout: the slide in the first column, True in the column of its part. */
  private static boolean isByRow(final CsvTable table) {
    for (int row = 0; row < table.rows(); row++) {
      for (final String part : List.of(TRAIN, VAL, TEST)) {
        if (!table.find(row, part).orElse("").strip().matches("(?i)true|false|[01]")) {
          return false;
        }
      }
    }
    return table.rows() > 0 && !List.of(TRAIN, VAL, TEST).contains(table.columns().get(0));
  }

  private static List<String> column(
      final CsvTable table, final String name, final boolean byRow, final SplitIds ids) {
    final List<String> cells = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      final String cell = table.find(row, name).orElse("").strip();
      if (byRow && cell.matches("(?i)true|1")) {
        cells.add(ids.find(table, row, table.columns().get(0), table.row(row).get(0)));
      } else if (!byRow && !cell.isEmpty() && !cell.equalsIgnoreCase("nan")) {
        cells.add(ids.find(table, row, name, cell));
      }
    }
    return cells;
  }

  /**
   * Writes CLAM's other files: NAME_bool.csv with a row a slide, and NAME_descriptor.csv with the
   * number of slides of each class in each part.
   *
   * @param csv the split file, NAME.csv
   * @param labels the class of each slide
   * @param classes class names in order
   */
  void writeBeside(final Path csv, final Map<String, String> labels, final List<String> classes) {
    final CsvTable rows = CsvTable.of("", TRAIN, VAL, TEST);
    final List<List<String>> parts = List.of(train, val, test);
    for (int p = 0; p < parts.size(); p++) {
      for (final String slide : parts.get(p)) {
        rows.add(slide, word(p == 0), word(p == 1), word(p == 2));
      }
    }
    rows.write(beside(csv, "bool"));
    final CsvTable counts = CsvTable.of("", TRAIN, VAL, TEST);
    for (final String label : classes) {
      counts.add(
          label,
          count(train, labels, label),
          count(val, labels, label),
          count(test, labels, label));
    }
    counts.write(beside(csv, "descriptor"));
  }

  private static String word(final boolean in) {
    return in ? "True" : "False";
  }

  private static long count(
      final List<String> slides, final Map<String, String> labels, final String label) {
    return slides.stream().filter(s -> label.equals(labels.get(s))).count();
  }

  /**
   * @param csv a split file, NAME.csv
   * @param what bool or descriptor
   * @return NAME_WHAT.csv
   */
  static Path beside(final Path csv, final String what) {
    return csv.resolveSibling(
        csv.getFileName().toString().replaceFirst("\\.csv$", "_" + what + ".csv"));
  }

  /**
   * Writes the official layout.
   *
   * @param csv the file
   */
  public void write(final Path csv) {
    final CsvTable table = CsvTable.of("", TRAIN, VAL, TEST);
    final int rows = Math.max(train.size(), Math.max(val.size(), test.size()));
    for (int row = 0; row < rows; row++) {
      table.add(row, cell(train, row), cell(val, row), cell(test, row));
    }
    table.write(csv);
  }

  private static String cell(final List<String> slides, final int row) {
    return row < slides.size() ? slides.get(row) : null;
  }
}
