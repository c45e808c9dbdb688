package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CellNumber;
import io.github.attrimil.format.table.CsvTable;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Labels as spreadsheets and pandas leave them: equal numbers are one class, missing values none,
 * and names that differ only in case are refused with line and column.
 */
final class SlideLabels {

  /** A number as countries with decimal commas write it. */
  private static final Pattern COMMA = Pattern.compile("-?\\d{1,15},\\d{1,2}");

  private static final Pattern DASHES = Pattern.compile("[\\u2010-\\u2015\\u2212]");

  private final CsvTable table;
  private final String column;
  private final List<String> remarks;

  /**
   * @param table the table
   * @param column its column of labels
   * @param remarks takes what was mended or is missing
   */
  SlideLabels(final CsvTable table, final String column, final List<String> remarks) {
    this.table = table;
    this.column = column;
    this.remarks = remarks;
  }

  /**
   * @return a label a row, empty where there is none
   */
  List<String> labels() {
    final List<String> cells = new ArrayList<>();
    final TreeSet<String> words = new TreeSet<>();
    int missing = 0;
    for (int row = 0; row < table.rows(); row++) {
      final String cell = SlideTable.cell(table, row, column);
      if (cell.isEmpty()) {
        missing++;
        table.find(row, column).ifPresent(w -> words.add("\"" + CsvTable.quote(w.strip()) + "\""));
      }
      final String plain = Normalizer.normalize(cell, Normalizer.Form.NFC);
      cells.add(COMMA.matcher(plain).matches() ? plain.replace(',', '.') : plain);
    }
    if (missing > 0) {
      remarks.add(
          table.where()
              + ": "
              + missing
              + " slide(s) have no label"
              + (words.isEmpty() ? "" : " (" + String.join(", ", words) + " counts as none)")
              + "; they are not trained or tested on");
    }
    return named(numbered(cells));
  }

  /** 1, 1.0 and 01 are one class where all labels are numbers; beside names only 1.0 is mended. */
  private List<String> numbered(final List<String> cells) {
    final boolean all = cells.stream().allMatch(c -> c.isEmpty() || CellNumber.is(c));
    final Map<String, TreeSet<String>> spellings = new HashMap<>();
    final List<String> labels = new ArrayList<>();
    for (final String cell : cells) {
      final String label = number(cell, all);
      labels.add(label);
      spellings.computeIfAbsent(label, l -> new TreeSet<>()).add(cell);
    }
    spellings.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(
            label ->
                remarks.add(
                    table.where()
                        + ": the labels "
                        + String.join(" and ", spellings.get(label))
                        + " are the same number and one class, \""
                        + label
                        + "\""));
    return labels;
  }

  private static String number(final String cell, final boolean all) {
    if (cell.isEmpty() || !(all || cell.matches("\\d{1,15}\\.0+"))) {
      return cell;
    }
    final BigDecimal value = new BigDecimal(cell).stripTrailingZeros();
    return value.scale() > 20 || value.precision() - value.scale() > 20
        ? cell
        : value.signum() == 0 ? "0" : value.toPlainString();
  }

  private List<String> named(final List<String> labels) {
    final Map<String, Integer> first = new HashMap<>();
    for (int row = 0; row < labels.size(); row++) {
      final String label = labels.get(row);
      final Integer before = first.putIfAbsent(plain(label), row);
      if (before != null && !labels.get(before).equals(label)) {
        throw new AttriMilException(
            table.where(row, column)
                + " is '"
                + CsvTable.quote(label)
                + "', and line "
                + table.line(before)
                + " has '"
                + CsvTable.quote(labels.get(before))
                + "': write a class in one way");
      }
    }
    return labels;
  }

  /** Spreadsheets capitalize words and make dashes of hyphens. */
  private static String plain(final String label) {
    final String text = Normalizer.normalize(label, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return DASHES.matcher(text).replaceAll("-");
  }
}
