package io.github.attrimil.fiji;

import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.text.TextWindow;
import java.awt.Frame;
import java.util.List;
import java.util.Optional;

/** Tables in windows of their own, never in a user's Results. */
public final class OwnTable {

  private OwnTable() {}

  /**
   * @param wanted a title
   * @return the same, or with a number where a window has it already
   */
  static String title(final String wanted) {
    String title = wanted;
    for (int k = 2; WindowManager.getFrame(title) != null; k++) {
      title = wanted + " (" + k + ")";
    }
    return title;
  }

  /**
   * @param title a table's title
   * @return its window, if it is open
   */
  static Optional<TextWindow> window(final String title) {
    final Frame frame = WindowManager.getFrame(title);
    return frame instanceof TextWindow window ? Optional.of(window) : Optional.empty();
  }

  /**
   * Shows a table of texts and numbers. An older one of the same title is replaced.
   *
   * @param title the window's title
   * @param columns headings
   * @param rows cells by row; numbers are shown as numbers
   */
  public static void show(
      final String title, final List<String> columns, final List<List<String>> rows) {
    final ResultsTable table = new ResultsTable();
    table.setPrecision(4);
    table.showRowNumbers(false);
    for (final List<String> row : rows) {
      table.incrementCounter();
      for (int k = 0; k < columns.size(); k++) {
        add(table, columns.get(k), row.get(k));
      }
    }
    table.show(title);
  }

  private static void add(final ResultsTable table, final String column, final String cell) {
    try {
      table.addValue(column, Double.parseDouble(cell));
    } catch (final NumberFormatException e) {
      table.addValue(column, cell);
    }
  }
}
