package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table of slides, {@code slides.csv}, with the official columns case_id, slide_id and label,
 * optionally path, mpp and scene, and any others: the one place that knows what spreadsheets and
 * pandas make of it.
 *
 * @param csv the file
 * @param rows a slide each, in the table's order
 * @param hasLabels whether it has a column of labels
 * @param remarks what was mended or is missing, one line each
 */
public record SlideTable(Path csv, List<Row> rows, boolean hasLabels, List<String> remarks) {

  /** What pandas reads as a missing value, and Excel's errors, in lower case. */
  private static final Set<String> MISSING =
      Set.of(
          "",
          "#n/a",
          "#n/a n/a",
          "#na",
          "-nan",
          "<na>",
          "n/a",
          "na",
          "null",
          "nan",
          "#value!",
          "#ref!",
          "#div/0!",
          "#name?");

  private static final String PATH = "path";
  private static final String MPP = "mpp";
  private static final String SCENE = "scene";

  /** As Python writes it; a class may be called none in other cases. */
  private static final String NONE = "None";

  private static final Pattern INVISIBLE = Pattern.compile("[\\uFEFF\\u200B\\u00AD]");
  private static final Pattern SPACES = Pattern.compile("[\\h\\v]+");

  /**
   * One slide.
   *
   * @param caseId the patient, the slide's id where the table has none
   * @param slideId the slide, a plain file name
   * @param label the class's name, empty where it is not known
   * @param path the slide's file, absolute or relative to the working folder
   * @param mpp micrometers per level-0 pixel
   * @param scene from 1, 0 where the table has none
   * @param more the cells of all other columns that are not empty, by column
   */
  public record Row(
      String caseId,
      String slideId,
      String label,
      Optional<Path> path,
      Optional<Double> mpp,
      int scene,
      Map<String, String> more) {}

  /**
   * @param project a project
   * @return its slides.csv, without rows where it is missing
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static SlideTable of(final Project project) {
    return Files.exists(project.slidesCsv())
        ? read(project.slidesCsv())
        : new SlideTable(project.slidesCsv(), List.of(), false, List.of());
  }

  /**
   * Reads a table by the columns that were noted for it.
   *
   * @param csv the table; relative paths in it are relative to its folder
   * @return the slides
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static SlideTable read(final Path csv) {
    final CsvTable table = CsvTable.read(csv);
    return new Reader(csv, table, SlideColumns.notedFor(csv).in(table)).read();
  }

  /**
   * Reads a table.
   *
   * @param csv the table; relative paths in it are relative to its folder
   * @param columns which columns hold what
   * @return the slides
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static SlideTable read(final Path csv, final SlideColumns columns) {
    return new Reader(csv, CsvTable.read(csv), columns).read();
  }

  /**
   * @return this table
   * @throws AttriMilException when it has no column of labels
   */
  public SlideTable requireLabels() {
    if (!hasLabels) {
      throw new AttriMilException(
          SlideColumns.missing(CsvTable.read(csv), SlideColumns.LABEL)
              + "; add it, or name the column of the classes with labelcolumn=");
    }
    return this;
  }

  /**
   * Reads a project's table by other columns, and notes them for all later stages.
   *
   * @param project the project
   * @param columns which columns hold what; those that were noted before where none are named
   * @return the slides
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static SlideTable readAndNote(final Project project, final SlideColumns columns) {
    if (columns.names().isEmpty()) {
      return read(project.slidesCsv());
    }
    final SlideTable table = read(project.slidesCsv(), columns);
    columns.note(project);
    return table;
  }

  /**
   * Writes the table as a project's slides.csv in the official layout, unless it is that file.
   *
   * @param project the project
   */
  public void takeOver(final Project project) {
    if (csv.toAbsolutePath().normalize().equals(project.slidesCsv())) {
      return;
    }
    final Set<String> more = new LinkedHashSet<>();
    rows.forEach(r -> more.addAll(r.more().keySet()));
    final List<String> columns =
        new ArrayList<>(List.of(SlideColumns.CASE, SlideColumns.SLIDE, SlideColumns.LABEL));
    // Columns that no row fills would only puzzle readers.
    if (rows.stream().anyMatch(r -> r.path().isPresent())) {
      columns.add(PATH);
    }
    if (rows.stream().anyMatch(r -> r.mpp().isPresent())) {
      columns.add(MPP);
    }
    if (rows.stream().anyMatch(r -> r.scene() > 0)) {
      columns.add(SCENE);
    }
    columns.addAll(more);
    final CsvTable table = CsvTable.of(columns);
    for (final Row row : rows) {
      final Map<String, Object> cells = new HashMap<>(row.more());
      cells.put(SlideColumns.CASE, row.caseId());
      cells.put(SlideColumns.SLIDE, row.slideId());
      cells.put(SlideColumns.LABEL, row.label());
      row.path().ifPresent(p -> cells.put(PATH, p));
      row.mpp().ifPresent(m -> cells.put(MPP, m));
      cells.put(SCENE, row.scene() > 0 ? row.scene() : "");
      table.add(columns.stream().map(cells::get).toArray());
    }
    table.write(project.slidesCsv());
  }

  /**
   * @param table a table
   * @param row a row, from 0
   * @param column a column
   * @return the cell without what cannot be seen, empty where the value is missing
   */
  static String cell(final CsvTable table, final int row, final String column) {
    final String cell = table.find(row, column).orElse("");
    final String text =
        cell.chars().allMatch(c -> c > ' ' && c <= '~')
            ? cell
            : SPACES.matcher(INVISIBLE.matcher(cell).replaceAll("")).replaceAll(" ").strip();
    return text.equals(NONE) || MISSING.contains(text.toLowerCase(Locale.ROOT)) ? "" : text;
  }

  /** Reads one table. */
  private static final class Reader {

    private final Path csv;
    private final CsvTable table;
    private final SlideColumns columns;
    private final Optional<String> pathColumn;
    private final Optional<String> mppColumn;
    private final Optional<String> sceneColumn;
    private final List<String> remarks = new ArrayList<>();

    Reader(final Path csv, final CsvTable table, final SlideColumns columns) {
      this.csv = csv;
      this.table = table;
      this.columns = columns;
      this.pathColumn = columns.find(table, PATH);
      this.mppColumn = columns.find(table, MPP);
      this.sceneColumn = columns.find(table, SCENE);
    }

    SlideTable read() {
      final String slideColumn =
          columns
              .find(table, SlideColumns.SLIDE)
              .orElseThrow(
                  () ->
                      new AttriMilException(
                          SlideColumns.missing(table, SlideColumns.SLIDE)
                              + "; name the column of the slides with slidecolumn="));
      refuseHeaderBelow(slideColumn);
      final List<String> ids = new SlideNames(table, csv, remarks).slides(slideColumn);
      refuseTwice(ids, slideColumn);
      final List<String> cases = cases(ids);
      final Optional<String> labelColumn = columns.find(table, SlideColumns.LABEL);
      final List<String> labels =
          labelColumn
              .map(c -> new SlideLabels(table, c, remarks).labels())
              .orElseGet(() -> ids.stream().map(id -> "").toList());
      final Map<String, String> others = others(slideColumn, labelColumn);
      final List<Row> rows = new ArrayList<>();
      for (int row = 0; row < table.rows(); row++) {
        rows.add(row(row, cases.get(row), ids.get(row), labels.get(row), others));
      }
      return new SlideTable(csv, List.copyOf(rows), labelColumn.isPresent(), List.copyOf(remarks));
    }

    /** Where two tables were put one below the other, a class named label would be learned. */
    private void refuseHeaderBelow(final String slideColumn) {
      for (int row = 0; row < table.rows(); row++) {
        if (table.row(row).equals(table.columns())) {
          throw new AttriMilException(
              table.where(row, slideColumn) + " repeats the column names: remove this line");
        }
      }
    }

    private void refuseTwice(final List<String> ids, final String column) {
      final Map<String, Integer> first = new HashMap<>();
      for (int row = 0; row < ids.size(); row++) {
        final Integer before = first.putIfAbsent(ids.get(row), row);
        if (before != null) {
          throw new AttriMilException(
              table.where(row, column)
                  + ": the slide \""
                  + ids.get(row)
                  + "\" appears twice, first in line "
                  + table.line(before)
                  + "; remove one");
        }
      }
    }

    private List<String> cases(final List<String> ids) {
      final Optional<String> column = columns.find(table, SlideColumns.CASE);
      if (column.isEmpty()) {
        remarks.add(
            table.where()
                + " has no column case_id, so every slide counts as a separate patient; if patients"
                + " have several slides, add it, or name it with casecolumn=");
        return ids;
      }
      final List<String> cases =
          new ArrayList<>(new SlideNames(table, csv, remarks).patients(column.get()));
      int missing = 0;
      for (int row = 0; row < cases.size(); row++) {
        if (cases.get(row).isEmpty()) {
          cases.set(row, ids.get(row));
          missing++;
        }
      }
      if (missing > 0) {
        remarks.add(
            table.where()
                + ": "
                + missing
                + " slide(s) have no patient in the column "
                + CsvTable.quote(column.get())
                + " and count as separate patients; fill it in");
      }
      return cases;
    }

    /** All columns that have no meaning of their own, by their names in the table. */
    private Map<String, String> others(
        final String slideColumn, final Optional<String> labelColumn) {
      final Map<String, String> others = new LinkedHashMap<>();
      table.columns().stream().filter(c -> !c.isEmpty()).forEach(c -> others.put(c, c));
      others.remove(slideColumn);
      labelColumn.ifPresent(others::remove);
      columns.find(table, SlideColumns.CASE).ifPresent(others::remove);
      List.of(pathColumn, mppColumn, sceneColumn).forEach(c -> c.ifPresent(others::remove));
      return others;
    }

    private Row row(
        final int row,
        final String patient,
        final String id,
        final String label,
        final Map<String, String> others) {
      final Map<String, String> more = new LinkedHashMap<>();
      others
          .keySet()
          .forEach(
              c -> {
                final String cell = cell(table, row, c);
                if (!cell.isEmpty()) {
                  more.put(c, cell);
                }
              });
      refuseFormula(row, SlideColumns.CASE, patient);
      refuseFormula(row, SlideColumns.LABEL, label);
      return new Row(
          patient,
          id,
          label,
          known(row, pathColumn).map(c -> path(row, c)),
          known(row, mppColumn).map(c -> positive(row, c)),
          known(row, sceneColumn).map(c -> table.whole(row, c)).orElse(0),
          Collections.unmodifiableMap(more));
    }

    /** Results have patients and classes, and spreadsheets open results. */
    private void refuseFormula(final int row, final String official, final String cell) {
      if (FileNames.isFormula(cell)) {
        throw new AttriMilException(
            columns.find(table, official).map(c -> table.where(row, c)).orElse(table.where())
                + " is '"
                + CsvTable.quote(cell)
                + "', which begins like a formula of a spreadsheet; write it without the sign");
      }
    }

    /** The column, where the row has a value in it. */
    private Optional<String> known(final int row, final Optional<String> column) {
      return column.filter(c -> !cell(table, row, c).isEmpty());
    }

    private Path path(final int row, final String column) {
      final String text = table.get(row, column).strip();
      try {
        return csv.toAbsolutePath().resolveSibling(text).normalize();
      } catch (final InvalidPathException e) {
        throw new AttriMilException(
            table.where(row, column) + " is not a path: \"" + CsvTable.quote(text) + "\"", e);
      }
    }

    private double positive(final int row, final String column) {
      final double value = table.number(row, column);
      if (!(value > 0) || Double.isInfinite(value)) {
        throw new AttriMilException(
            table.where(row, column)
                + " is "
                + CsvTable.quote(table.get(row, column))
                + ", which is not a pixel size; enter micrometers per pixel, or leave it empty");
      }
      return value;
    }
  }
}
