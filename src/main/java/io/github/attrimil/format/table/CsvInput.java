package io.github.attrimil.format.table;

import io.github.attrimil.core.AttriMilException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads CSV text of unknown origin within bounds; the other half of {@link CsvTable}. */
final class CsvInput {

  static final long MAX_BYTES = 256L << 20;
  static final int MAX_ROW_CHARS = 1 << 20;
  static final long MAX_CELLS = 10_000_000;

  /** An array, its place in a list and the number of its line. */
  private static final int ROW_BYTES = 40;

  /** A text and its place in the array, without its characters. */
  private static final int CELL_BYTES = 48;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** What a file holds; {@code lines} are 1-based numbers of the file's lines, one a row. */
  record Content(
      List<String> columns,
      List<String[]> rows,
      List<Integer> lines,
      int headerLine,
      char separator) {}

  private CsvInput() {}

  /**
   * @param header whether the cells of the first line are column names; where they are not, columns
   *     are numbered from 1
   * @param everyRow called for each row; may throw to stop
   */
  static Content read(
      final Path file, final Predicate<List<String>> header, final Runnable everyRow) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new AttriMilException("Cannot read " + file + ": there is no such file");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s has %d bytes; a table may have %d: split it",
                file,
                Files.size(file),
                MAX_BYTES));
      }
      CsvDialect.refuseWorkbook(file);
      return parse(file, header, everyRow);
    } catch (final IOException e) {
      throw failure(file, e);
    } catch (final UncheckedIOException e) {
      throw failure(file, e.getCause());
    }
  }

  private static Content parse(
      final Path file, final Predicate<List<String>> header, final Runnable everyRow)
      throws IOException {
    final CsvDialect dialect = CsvDialect.of(file);
    // A decoder of its own, because the default one hides bad bytes behind U+FFFD.
    try (RowBound text =
            new RowBound(
                new InputStreamReader(
                    Files.newInputStream(file), dialect.encoding().newDecoder()));
        CSVParser parser = CSVParser.parse(text, format(dialect))) {
      final Iterator<CSVRecord> records = parser.iterator();
      if (dialect.stated()) {
        records.next();
      }
      if (!records.hasNext()) {
        throw new AttriMilException(file + " is empty: it needs a first line with column names");
      }
      final CSVRecord first = records.next();
      final int firstLine = line(parser, first);
      final boolean named = header.test(first.stream().map(String::strip).toList());
      final List<String> columns =
          named
              ? header(file, firstLine, first)
              : IntStream.rangeClosed(1, first.size()).mapToObj(Integer::toString).toList();
      final List<String[]> rows = new ArrayList<>();
      final List<Integer> lines = new ArrayList<>();
      long bytes = 0;
      if (!named) {
        rows.add(row(file, 1, columns, first));
        lines.add(firstLine);
      }
      while (true) {
        text.startRow();
        everyRow.run();
        if (!records.hasNext()) {
          return new Content(columns, rows, lines, firstLine, dialect.separator());
        }
        final CSVRecord record = records.next();
        final int line = line(parser, record);
        final String[] row = row(file, line, columns, record);
        if (Arrays.stream(row).allMatch(String::isBlank)) {
          continue; // What spreadsheets leave below a table.
        }
        rows.add(row);
        lines.add(line);
        bytes += bytes(row);
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
          throw new AttriMilException(
              file
                  + " needs more memory than half of Java's, which is "
                  + (Runtime.getRuntime().maxMemory() >> 20)
                  + " MB: raise -Xmx, or split it into smaller tables");
        }
        if ((long) rows.size() * columns.size() > MAX_CELLS) {
          throw new AttriMilException(
              file + " has more than " + MAX_CELLS + " cells: split it into smaller tables");
        }
      }
    }
  }

  /** What a row takes in memory, about. */
  private static long bytes(final String[] row) {
    long bytes = ROW_BYTES;
    for (final String cell : row) {
      bytes += cell.isEmpty() ? Integer.BYTES : CELL_BYTES + cell.length();
    }
    return bytes;
  }

  /** The line where a record begins: its quoted cells may hold line breaks. */
  private static int line(final CSVParser parser, final CSVRecord record) {
    int breaks = 0;
    for (final String cell : record) {
      if (cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0) {
        breaks += (int) cell.replace("\r\n", "\n").chars().filter(c -> c < ' ' && c > '\t').count();
      }
    }
    return Math.max(1, (int) parser.getCurrentLineNumber() - breaks);
  }

  private static CSVFormat format(final CsvDialect dialect) {
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(dialect.separator())
        .setIgnoreEmptyLines(true)
        .setIgnoreSurroundingSpaces(true)
        .build();
  }

  private static List<String> header(final Path file, final int line, final CSVRecord record) {
    final List<String> columns = new ArrayList<>();
    for (final String cell : record) {
      // Unnamed columns are common: pandas leaves its row index so.
      final String name = cell.strip();
      if (!name.isEmpty() && columns.contains(name)) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s, line %d names the column '%s' twice (columns %d and %d): rename one",
                file,
                line,
                CsvTable.quote(name),
                columns.indexOf(name) + 1,
                columns.size() + 1));
      }
      columns.add(name);
    }
    return columns;
  }

  private static String[] row(
      final Path file, final int line, final List<String> columns, final CSVRecord record) {
    final String[] row = new String[columns.size()];
    Arrays.fill(row, "");
    for (int i = 0; i < record.size(); i++) {
      if (i < row.length) {
        row[i] = record.get(i).isEmpty() ? "" : FormulaCell.read(record.get(i));
      } else if (!record.get(i).isBlank()) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s, line %d has %d cells for %d columns, column %d is '%s': put text with commas"
                    + " in double quotes",
                file,
                line,
                record.size(),
                row.length,
                i + 1,
                CsvTable.quote(record.get(i))));
      }
    }
    return row;
  }

  private static AttriMilException failure(final Path file, final IOException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CharacterCodingException) {
        return new AttriMilException(
            file
                + CsvDialect.badPlace(file)
                + " is not UTF-8 text: save it as \"CSV UTF-8 (comma delimited)\"",
            e);
      }
    }
    return new AttriMilException(
        "Cannot read the table " + file + ": " + AttriMilException.oneLine(e), e);
  }

  /** Drops a byte order mark; refuses rows without end, as an unclosed quote makes them. */
  private static final class RowBound extends FilterReader {

    private boolean first = true;
    private long chars;

    RowBound(final Reader in) {
      super(in);
    }

    void startRow() {
      chars = 0;
    }

    @Override
    public int read() throws IOException {
      final char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(final char[] buffer, final int offset, final int length) throws IOException {
      int n = super.read(buffer, offset, length);
      if (first && n > 0) {
        first = false;
        if (buffer[offset] == BYTE_ORDER_MARK) {
          n--;
          System.arraycopy(buffer, offset + 1, buffer, offset, n);
          n = n == 0 ? read(buffer, offset, length) : n;
        }
      }
      for (int i = offset; i < offset + n; i++) {
        if (buffer[i] == 0) {
          throw new IOException("it holds a zero character, so it is not text");
        }
      }
      chars += Math.max(n, 0);
      if (chars > MAX_ROW_CHARS) {
        throw new IOException(
            "a row has more than " + MAX_ROW_CHARS + " characters; look for an unclosed quote");
      }
      return n;
    }
  }
}
