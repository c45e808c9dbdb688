package io.github.attrimil.report.page;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table of a report. The first cell of a row is its heading. Columns whose cells are all numbers
 * or empty are set to the right.
 *
 * @param caption what the table shows, one line
 * @param header the column names
 * @param rows the cells, one for each column
 * @param marked indices of rows to mark, such as mistakes
 */
public record HtmlTable(
    String caption, List<String> header, List<? extends List<?>> rows, Set<Integer> marked) {

  /** Tables wider than this get a place in the order of the Tab key, to be scrolled with keys. */
  private static final int NARROW = 2;

  /**
   * Checks the rows.
   *
   * @throws AttriMilException when a row does not fit the columns
   */
  public HtmlTable {
    for (final List<?> row : rows) {
      if (row.size() != header.size()) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "A row of %d cells does not fit the report's table of %d columns",
                row.size(),
                header.size()));
      }
    }
  }

  /** Without marked rows. */
  public HtmlTable(
      final String caption, final List<String> header, final List<? extends List<?>> rows) {
    this(caption, header, rows, Set.of());
  }

  void append(final StringBuilder out) {
    final boolean[] text = new boolean[header.size()];
    for (final List<?> row : rows) {
      for (int c = 0; c < text.length; c++) {
        text[c] |= !String.valueOf(row.get(c)).matches("|(< )?[-−]?[0-9.,]+( [(±].*)?");
      }
    }
    final String name = HtmlText.escape(caption);
    out.append("<div class=\"wide\"");
    if (header.size() > NARROW) {
      out.append(" tabindex=\"0\" role=\"group\" aria-label=\"").append(name).append('"');
    }
    out.append("><table>\n<caption><span>").append(name).append("</span></caption>\n<thead><tr>");
    for (int c = 0; c < text.length; c++) {
      cell(out, "th scope=\"col\"", header.get(c), text[c]);
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (int r = 0; r < rows.size(); r++) {
      out.append(marked.contains(r) ? "<tr class=\"marked\">" : "<tr>");
      for (int c = 0; c < text.length; c++) {
        cell(out, c == 0 ? "th scope=\"row\"" : "td", rows.get(r).get(c), text[c]);
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table></div>\n");
  }

  private static void cell(
      final StringBuilder out, final String open, final Object value, final boolean text) {
    final String shown = HtmlText.escape(String.valueOf(value));
    // An empty heading would be read as one.
    final String tag = shown.isEmpty() && open.contains("col") ? "td" : open;
    out.append('<').append(tag).append(text ? ">" : " class=\"n\">").append(shown);
    out.append("</").append(tag, 0, 2).append('>');
  }
}
