package io.github.attrimil.cohort.table;

import io.github.attrimil.format.table.CellNumber;
import io.github.attrimil.format.table.CsvTable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a table of features is laid out.
 *
 * @param header whether its first line names the columns
 * @param first what its first column holds
 */
public record TableLayout(Header header, First first) {

  /** As most tables are. */
  public static final TableLayout USUAL = new TableLayout(Header.AUTO, First.AUTO);

  private static final int FIXED = 2; // columns before the features

  /** Whether the first line names the columns. */
  public enum Header {
    /**
     * It does where a cell of the features is not a number, or where the cells are 0, 1, 2, ..., as
     * pandas numbers columns without names.
     */
    AUTO,
    /** It does. */
    YES,
    /** It is an instance. */
    NO
  }

  /** What the first column holds; the second has the other. */
  public enum First {
    /** Labels where its name is label, else bags. */
    AUTO,
    /** The bags' ids. */
    BAG,
    /** The bags' labels. */
    LABEL
  }

  /**
   * @param line the cells of the first line
   * @return whether they are names
   */
  boolean named(final List<String> line) {
    return switch (header) {
      case YES -> true;
      case NO -> false;
      case AUTO ->
          IntStream.range(0, line.size()).allMatch(i -> line.get(i).equals(Integer.toString(i)))
              || line.stream().skip(FIXED).anyMatch(cell -> !CellNumber.is(cell));
    };
  }

  /**
   * @param table a table with this layout
   * @return the place of the column of bags, 0 or 1; that of labels is the other
   */
  int bag(final CsvTable table) {
    return switch (first) {
      case BAG -> 0;
      case LABEL -> 1;
      case AUTO -> table.columns().get(0).equalsIgnoreCase("label") ? 1 : 0;
    };
  }
}
