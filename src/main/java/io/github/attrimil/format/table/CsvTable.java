package io.github.attrimil.format.table;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * A table of text with named columns: the one owner of the CSV format (RFC 4180).
 *
 * <p>Read: UTF-8 with or without a byte order mark, or UTF-16; separated by commas, semicolons,
 * tabs or bars, whichever the first line has most of; first line the column names; quoted cells may
 * hold commas, quotes and line breaks; spaces around unquoted cells, empty lines and rows of empty
 * cells are dropped. Unknown columns are kept. Rows are counted from 0 in calls; messages give the
 * file's line. Not safe for use from several threads.
 */
public final class CsvTable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator("\n").build();
  private static final CSVFormat QUOTED = FORMAT.builder().setQuoteMode(QuoteMode.ALL).build();
  private static final int MAX_QUOTE = 60;

  private final Path file; // null for a table that was never read
  private final List<String> columns;
  private final List<String[]> rows;
  private final List<Integer> lines; // of rows that were read
  private final int headerLine;
  private final char separator;

  /** Whether a column has points, of those with decimal commas. */
  private final Map<Integer, Boolean> points = new HashMap<>();

  private CsvTable(final Path file, final CsvInput.Content content) {
    this.file = file;
    this.columns = List.copyOf(content.columns());
    this.rows = content.rows();
    this.lines = content.lines();
    this.headerLine = content.headerLine();
    this.separator = content.separator();
  }

  /**
   * Reads a file: at most 256 MiB, 10 million cells, and 1 Mi characters a row.
   *
   * @param file a CSV file
   * @return its rows
   * @throws AttriMilException when it is missing, not UTF-8, has no or doubled column names, a row
   *     with too many cells or a quote left open, or exceeds the bounds
   */
  public static CsvTable read(final Path file) {
    return read(file, first -> true);
  }

  /**
   * Reads a file that may lack column names.
   *
   * @param file a CSV file
   * @param header whether the cells of the first line are column names; where they are not, that
   *     line is the first row, and the columns are named 1, 2, ...
   * @return its rows
   * @throws AttriMilException as {@link #read(Path)}
   */
  public static CsvTable read(final Path file, final Predicate<List<String>> header) {
    return read(file, header, () -> {});
  }

  /**
   * Reads a file that may be large.
   *
   * @param file a CSV file
   * @param header as for {@link #read(Path, Predicate)}
   * @param everyRow called for each row, such as to ask whether the user cancels; what it throws
   *     ends the reading
   * @return its rows
   * @throws AttriMilException as {@link #read(Path)}
   */
  public static CsvTable read(
      final Path file, final Predicate<List<String>> header, final Runnable everyRow) {
    return new CsvTable(file, CsvInput.read(file, header, everyRow));
  }

  /**
   * Starts an empty table.
   *
   * @param columns the column names; unnamed ("") columns may repeat, others not
   * @return a table to {@link #add} rows to
   * @throws AttriMilException when a name comes twice or there is none
   */
  public static CsvTable of(final List<String> columns) {
    if (columns.isEmpty()) {
      throw new AttriMilException("A table needs at least one column");
    }
    for (final String name : columns) {
      if (!name.isEmpty() && Collections.frequency(columns, name) > 1) {
        throw new AttriMilException("The column '" + quote(name) + "' appears twice in a table");
      }
    }
    return new CsvTable(null, new CsvInput.Content(columns, new ArrayList<>(), List.of(), 1, ','));
  }

  /**
   * Starts an empty table.
   *
   * @param columns the column names
   * @return a table to {@link #add} rows to
   */
  public static CsvTable of(final String... columns) {
    return of(List.of(columns));
  }

  /**
   * @return the column names in order; unnamed columns are ""
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * @param column a column name
   * @return whether there is such a column
   */
  public boolean has(final String column) {
    return columns.contains(column);
  }

  /**
   * Checks the header.
   *
   * @param names columns that must be there, in any order
   * @return this table
   * @throws AttriMilException naming those missing and those found
   */
  public CsvTable require(final String... names) {
    final List<String> missing = Arrays.stream(names).filter(n -> !has(n)).toList();
    if (!missing.isEmpty()) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%s lacks the column%s %s; line %d has %s",
              where(),
              missing.size() == 1 ? "" : "s",
              String.join(", ", missing),
              headerLine,
              quote(String.join(", ", columns))));
    }
    return this;
  }

  /**
   * @return the number of rows, the header not counted
   */
  public int rows() {
    return rows.size();
  }

  /**
   * @param row a row, from 0
   * @return its cells in the order of {@link #columns()}, empty ones ""
   */
  public List<String> row(final int row) {
    return List.of(rows.get(row));
  }

  /**
   * @param row a row, from 0
   * @param column a column name
   * @return the cell, not empty
   * @throws AttriMilException when the column is missing or the cell is empty
   */
  public String get(final int row, final String column) {
    require(column);
    return find(row, column)
        .orElseThrow(() -> new AttriMilException(where(row, column) + " is empty: fill it in"));
  }

  /**
   * @param row a row, from 0
   * @param column a column name
   * @return the cell, or nothing when there is no such column or the cell is empty
   */
  public Optional<String> find(final int row, final String column) {
    final int c = columns.indexOf(column);
    return c < 0 || rows.get(row)[c].isEmpty() ? Optional.empty() : Optional.of(rows.get(row)[c]);
  }

  /**
   * @param row a row, from 0
   * @param column a column name
   * @return the number there: decimal with a point, or with a comma where other characters separate
   *     the cells; or nan, inf, infinity in any case with a sign
   * @throws AttriMilException when there is none
   */
  public double number(final int row, final String column) {
    return CellNumber.of(
        point(get(row, column).strip(), columns.indexOf(column)), () -> where(row, column));
  }

  /** A decimal comma as a point, unless the column has both: then one may separate thousands. */
  private String point(final String text, final int column) {
    if (separator == ',' || text.indexOf(',') < 0 || text.indexOf('.') >= 0) {
      return text;
    }
    return points.computeIfAbsent(column, k -> rows.stream().anyMatch(r -> r[k].indexOf('.') >= 0))
        ? text
        : text.replace(',', '.');
  }

  /**
   * @param row a row, from 0
   * @param column a column's place, from 0
   * @return the number there, as {@link #number(int, String)}
   * @throws AttriMilException when there is none
   */
  public double number(final int row, final int column) {
    final String text = rows.get(row)[column].strip();
    if (text.isEmpty()) {
      throw new AttriMilException(where(row, column) + " is empty: fill it in");
    }
    return CellNumber.of(point(text, column), () -> where(row, column));
  }

  /**
   * @param row a row, from 0
   * @param column a column name
   * @return the whole number there; 1.0, as pandas writes it beside empty cells, counts as 1
   * @throws AttriMilException when there is none
   */
  public long integer(final int row, final String column) {
    return CellNumber.whole(get(row, column).strip(), () -> where(row, column));
  }

  /**
   * @param row a row, from 0
   * @param column a column name
   * @return the whole number there, as {@link #integer}, of 32 bits
   * @throws AttriMilException when there is none
   */
  public int whole(final int row, final String column) {
    final long value = integer(row, column);
    if (value != (int) value) {
      throw new AttriMilException(
          where(row, column) + " is " + value + ", which is out of range: correct it");
    }
    return (int) value;
  }

  /**
   * @param other a table
   * @return whether it has the same columns and cells
   */
  public boolean hasRowsOf(final CsvTable other) {
    return columns.equals(other.columns)
        && rows.size() == other.rows.size()
        && IntStream.range(0, rows.size()).allMatch(r -> row(r).equals(other.row(r)));
  }

  /**
   * Adds a row.
   *
   * @param cells one a column: null for empty; numbers are written with all their digits and a
   *     point, other objects as their toString
   * @return this table
   * @throws AttriMilException when their number is not that of the columns
   */
  public CsvTable add(final Object... cells) {
    if (cells.length != columns.size()) {
      throw new AttriMilException(
          "A row of " + cells.length + " cells does not fit " + columns.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(c -> c == null ? "" : c.toString()).toArray(String[]::new));
    return this;
  }

  /**
   * Writes the table whole or not at all: UTF-8 without a mark, lines end with a line feed. A cell
   * that a spreadsheet would compute gets an apostrophe in front, which is read as none.
   *
   * @param target the file to write
   * @throws AttriMilException when it cannot be written
   */
  public void write(final Path target) {
    AtomicFile.write(
        target,
        part -> {
          try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
              CSVPrinter plain = new CSVPrinter(out, FORMAT);
              CSVPrinter quoted = new CSVPrinter(out, QUOTED)) {
            // The cells of the first line decide what separates them, unless they are in quotes.
            final boolean odd = columns.stream().anyMatch(c -> c.matches("(?s).*[;\t|].*"));
            (odd || columns.stream().anyMatch(CsvTable::isPadded) ? quoted : plain)
                .printRecord(columns);
            for (final String[] row : rows) {
              (Arrays.stream(row).anyMatch(CsvTable::isPadded) ? quoted : plain)
                  .printRecord(Arrays.stream(row).map(FormulaCell::written));
            }
          }
        });
  }

  /** Whether white space, of any script, is at its ends, which readers remove without quotes. */
  private static boolean isPadded(final String cell) {
    return !cell.equals(cell.strip());
  }

  /**
   * Where a cell is, for messages about it.
   *
   * @param row a row, from 0
   * @param column a column name
   * @return the file, line and column
   */
  public String where(final int row, final String column) {
    return String.format(
        Locale.ROOT, "%s, line %d, column '%s'", where(), line(row), quote(column));
  }

  /**
   * Where a cell is, for messages about it.
   *
   * @param row a row, from 0
   * @param column a column's place, from 0
   * @return the file, line, and column by its name, or by its number where it has none
   */
  public String where(final int row, final int column) {
    return columns.get(column).isEmpty()
        ? String.format(Locale.ROOT, "%s, line %d, column %d", where(), line(row), column + 1)
        : where(row, columns.get(column));
  }

  /**
   * @param row a row, from 0
   * @return its line in the file, from 1
   */
  public int line(final int row) {
    return row < lines.size() ? lines.get(row) : row + 2;
  }

  /**
   * @return the line of the column names in the file, from 1
   */
  public int headerLine() {
    return headerLine;
  }

  /**
   * @return the file read, for messages
   */
  public String where() {
    return file == null ? "The table" : file.toString();
  }

  /** One line of bounded length, for messages. */
  public static String quote(final String text) {
    final String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    return line.length() <= MAX_QUOTE ? line : line.substring(0, MAX_QUOTE) + "…";
  }
}
