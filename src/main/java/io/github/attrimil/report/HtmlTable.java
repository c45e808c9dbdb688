package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Set;

/** A table of a report. Columns whose cells are all numbers or empty are set to the right. */
final class HtmlTable {

  private final StringBuilder out;
  private final boolean[] text; // columns that are

  private HtmlTable(final StringBuilder out, final int columns) {
    this.out = out;
    this.text = new boolean[columns];
  }

  /**
   * @param out takes the table
   * @param header the column names
   * @param rows the cells, one for each column
   * @param marked indices of rows to mark, such as mistakes
   * @throws AttriMilException when a row does not fit the columns
   */
  static void append(
      final StringBuilder out,
      final List<String> header,
      final List<? extends List<?>> rows,
      final Set<Integer> marked) {
    final HtmlTable table = new HtmlTable(out, header.size());
    rows.forEach(table::look);
    out.append("<div class=\"wide\"><table>\n<thead>");
    table.row("th scope=\"col\"", "th", header, false);
    out.append("</thead>\n<tbody>\n");
    for (int r = 0; r < rows.size(); r++) {
      table.row("td", "td", rows.get(r), marked.contains(r));
    }
    out.append("</tbody>\n</table></div>\n");
  }

  private void look(final List<?> row) {
    if (row.size() != text.length) {
      throw new AttriMilException(
          "A row of %d cells does not fit the report's table of %d columns"
              .formatted(row.size(), text.length));
    }
    for (int c = 0; c < text.length; c++) {
      text[c] |= !String.valueOf(row.get(c)).matches("|(< )?[-−]?[0-9.,]+( [(±].*)?");
    }
  }

  private void row(
      final String open, final String close, final List<?> cells, final boolean marked) {
    out.append(marked ? "<tr class=\"marked\">" : "<tr>");
    for (int c = 0; c < cells.size(); c++) {
      out.append('<').append(open).append(text[c] ? ">" : " class=\"n\">");
      out.append(HtmlText.escape(String.valueOf(cells.get(c)))).append("</").append(close);
      out.append('>');
    }
    out.append("</tr>\n");
  }
}
