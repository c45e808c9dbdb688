package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
   * Reads a split of ours or an official one (its first column, row numbers, is left alone).
   *
   * @param csv the file
   * @return the split
   */
  public static Split read(final Path csv) {
    final CsvTable table = CsvTable.read(csv).require("train", "val", "test");
    try {
      return new Split(column(table, "train"), column(table, "val"), column(table, "test"));
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(csv.toString())
          ? e
          : new AttriMilException(csv + ": " + e.getMessage(), e);
    }
  }

  private static List<String> column(final CsvTable table, final String name) {
    final List<String> cells = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      if (table.find(row, name).isPresent()) {
        cells.add(Project.checkName(table, row, name));
      }
    }
    return cells;
  }

  /**
   * Writes the official layout.
   *
   * @param csv the file
   */
  public void write(final Path csv) {
    final CsvTable table = CsvTable.of("", "train", "val", "test");
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
