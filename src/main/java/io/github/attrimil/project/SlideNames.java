package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Slide and patient ids as spreadsheets and pandas leave them: 107.0 for 107 is mended, what cannot
 * be undone, such as 2-Jan for 1-2 or 1.23E+11, is refused with line and column. An id whose
 * features or patches lie beside the table is always taken as it is.
 */
final class SlideNames {

  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}(\\.0+|,0{1,2})?");
  private static final Pattern SHORTENED = Pattern.compile("\\d([.,]\\d+)?[eE]\\+\\d{1,3}");
  private static final Pattern THOUSANDS = Pattern.compile("\\d{1,3}(,\\d{3})+");
  private static final Pattern ISO_DATE =
      Pattern.compile(
          "(19|20)\\d\\d-[01]\\d-[0-3]\\d( 00:00:00)?|[0-3]?\\d\\.[01]?\\d\\.(19|20)\\d\\d");

  private static final String MONTHS =
      "(jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)\\.?";
  private static final Pattern DATE =
      Pattern.compile(
          "(?iu)\\d{1,2}[-. ]{1,2}" + MONTHS + "([- ]\\d{2,4})?|" + MONTHS + "[- ]\\d{2,4}");

  private final CsvTable table;
  private final Path folder;
  private final List<String> remarks;

  /**
   * @param table the table
   * @param csv where it lies
   * @param remarks takes what was mended
   */
  SlideNames(final CsvTable table, final Path csv, final List<String> remarks) {
    this.table = table;
    this.folder = csv.toAbsolutePath().getParent();
    this.remarks = remarks;
  }

  /**
   * @param column the column of slides
   * @return a plain file name a row
   */
  List<String> slides(final String column) {
    final List<String> cells = cells(column);
    final boolean numbers = cells.stream().allMatch(c -> WHOLE.matcher(c).matches());
    final boolean dates = cells.stream().allMatch(c -> ISO_DATE.matcher(c).matches());
    final List<String> ids = new ArrayList<>();
    String mended = "";
    for (int row = 0; row < cells.size(); row++) {
      final String cell = cells.get(row);
      if (cell.isEmpty()) {
        throw new AttriMilException(table.where(row, column) + " is empty: fill it in");
      }
      String id = cell;
      if (numbers && !isKnown(cell)) {
        id = whole(cell);
      } else if (!numbers) {
        refuseMangled(row, column, cell, dates);
        id = withoutEnding(cell);
      }
      mended = id.equals(cell) ? mended : cell;
      ids.add(checked(row, column, asFiled(id)));
    }
    if (!mended.isEmpty()) {
      remarks.add(
          table.where()
              + ": slide ids such as \""
              + mended
              + "\" are read as \""
              + ids.get(cells.indexOf(mended))
              + "\"");
    }
    return ids;
  }

  /**
   * @param column the column of patients
   * @return an id a row, empty where there is none; 12.0 and 12 are one patient
   */
  List<String> patients(final String column) {
    final List<String> ids = new ArrayList<>();
    final List<String> cells = cells(column);
    for (int row = 0; row < cells.size(); row++) {
      final String cell = cells.get(row);
      if (!cell.isEmpty() && (DATE.matcher(cell).matches() || SHORTENED.matcher(cell).matches())) {
        throw mangled(row, column, cell);
      }
      ids.add(WHOLE.matcher(cell).matches() ? whole(cell) : cell);
    }
    return ids;
  }

  private static String whole(final String number) {
    return number.replaceFirst("[.,].*", "");
  }

  private List<String> cells(final String column) {
    final List<String> cells = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      cells.add(SlideTable.cell(table, row, column));
    }
    return cells;
  }

  private void refuseMangled(
      final int row, final String column, final String id, final boolean allDates) {
    final boolean wrong =
        DATE.matcher(id).matches()
            || SHORTENED.matcher(id).matches()
            || THOUSANDS.matcher(id).matches()
            || !allDates && ISO_DATE.matcher(id).matches();
    if (wrong && !isKnown(id)) {
      throw mangled(row, column, id);
    }
  }

  private AttriMilException mangled(final int row, final String column, final String id) {
    return new AttriMilException(
        table.where(row, column)
            + " is '"
            + CsvTable.quote(id)
            + "', which looks like an id that a spreadsheet made a "
            + (SHORTENED.matcher(id).matches() || THOUSANDS.matcher(id).matches()
                ? "number"
                : "date")
            + "; format the column as text and enter the ids again");
  }

  /** Tables may list file names, where features were extracted under ids. */
  private String withoutEnding(final String id) {
    final int dot = id.lastIndexOf('.');
    return dot > 0 && isPlain(id) && !isKnown(id) && isKnown(id.substring(0, dot))
        ? id.substring(0, dot)
        : id;
  }

  /** Accents as the files write them. */
  private String asFiled(final String id) {
    return id.chars().allMatch(c -> c < 0x80)
        ? id
        : FileNames.forms(id).filter(this::isKnown).findFirst().orElse(id);
  }

  private boolean isKnown(final String id) {
    return isPlain(id)
        && folder != null
        && (Files.exists(folder.resolve("features").resolve("h5_files").resolve(id + ".h5"))
            || Files.exists(folder.resolve("patches").resolve(id + ".h5")));
  }

  private static boolean isPlain(final String id) {
    return !id.matches(".*[/\\\\:*?\"<>|\\x00-\\x1f].*") && !id.startsWith(".");
  }

  private String checked(final int row, final String column, final String id) {
    try {
      return FileNames.checkPlain(id);
    } catch (final AttriMilException e) {
      throw new AttriMilException(table.where(row, column) + ": " + e.getMessage(), e);
    }
  }
}
