package io.github.attrimil.script;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CellNumber;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables as lists and arrays that every script language reads. */
final class Rows {

  private Rows() {}

  /** A row a map from column to value, in the order of the columns; an empty cell is null. */
  static List<Map<String, Object>> of(final Path csv) {
    final CsvTable table = CsvTable.read(csv);
    final List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      final Map<String, Object> row = new LinkedHashMap<>();
      for (final String column : table.columns()) {
        row.put(column, table.find(i, column).map(text -> value(column, text)).orElse(null));
      }
      rows.add(row);
    }
    return rows;
  }

  /** An id is a text also where it is made of digits. */
  private static Object value(final String column, final String text) {
    return !column.endsWith("_id") && CellNumber.is(text) ? (Object) Double.valueOf(text) : text;
  }

  /** A flat table in rows. */
  static float[][] of(final float[] flat, final int columns) {
    final float[][] rows = new float[flat.length / columns][columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * columns, rows[i], 0, columns);
    }
    return rows;
  }

  /**
   * Rows in one array.
   *
   * @throws AttriMilException when there are none, or they differ in length
   */
  static float[] flat(final float[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new AttriMilException(
          "A bag needs at least one patch with features, but its table has "
              + rows.length
              + " rows");
    }
    final int columns = rows[0].length;
    final float[] flat = new float[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new AttriMilException(
            "Patch "
                + i
                + " has "
                + rows[i].length
                + " features, patch 0 has "
                + columns
                + "; all need as many");
      }
      System.arraycopy(rows[i], 0, flat, i * columns, columns);
    }
    return flat;
  }
}
