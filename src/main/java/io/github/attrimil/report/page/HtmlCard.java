package io.github.attrimil.report.page;

import java.util.List;
import java.util.Map;

/**
 * One of many things of a kind, such as a slide, with pictures side by side.
 *
 * @param title its name
 * @param note a few words beside the name, may be empty
 * @param marked whether it stands out, such as a mistake
 * @param facts names and values, in order
 * @param images its pictures, may be none
 */
public record HtmlCard(
    String title, String note, boolean marked, Map<String, ?> facts, List<HtmlImage> images) {

  void append(final StringBuilder out) {
    out.append(marked ? "<article class=\"card marked\">" : "<article class=\"card\">");
    out.append("<h3>").append(HtmlText.escape(title));
    if (!note.isEmpty()) {
      out.append(" <span>").append(HtmlText.escape(note)).append("</span>");
    }
    out.append("</h3>\n");
    HtmlReport.facts(out, facts);
    if (!images.isEmpty()) {
      out.append("<div class=\"pictures\">\n");
      images.forEach(i -> i.append(out));
      out.append("</div>\n");
    }
    out.append("</article>\n");
  }
}
