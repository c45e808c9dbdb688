package io.github.attrimil.report.page;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A report as one HTML page that needs nothing else: no scripts, nothing from the net or the disk,
 * with its style and its pictures inside. Readable at any width, on paper and by keyboard. Every
 * text is escaped, because slide names may come from strangers. Written from top to bottom, by one
 * thread.
 */
public final class HtmlReport {

  private static final String STYLE = "report.css";

  private final String title;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private final List<String> sections = new ArrayList<>();
  private StringBuilder out = head;

  private HtmlReport(final String title) {
    this.title = title;
  }

  /**
   * Starts a report.
   *
   * @param title its title
   * @return an empty report
   */
  public static HtmlReport title(final String title) {
    return new HtmlReport(title);
  }

  /**
   * Starts a section, which lasts until the next. What is written before the first stands above the
   * table of contents.
   *
   * @param heading its heading
   * @return this report
   */
  public HtmlReport section(final String heading) {
    out = body;
    sections.add(heading);
    final int number = sections.size();
    out.append(number == 1 ? "" : "</section>\n").append("<section aria-labelledby=\"s");
    out.append(number).append("\">\n<h2 id=\"s").append(number).append("\">");
    out.append(HtmlText.escape(heading)).append("</h2>\n");
    return this;
  }

  /**
   * @param heading of a part of a section
   * @return this report
   */
  public HtmlReport heading(final String heading) {
    return element("h3", heading);
  }

  /**
   * @param text the sentence to read first
   * @return this report
   */
  public HtmlReport lead(final String text) {
    return element("p class=\"lead\"", text);
  }

  /**
   * @param text a paragraph
   * @return this report
   */
  public HtmlReport paragraph(final String text) {
    return element("p", text);
  }

  private HtmlReport element(final String open, final String text) {
    out.append('<').append(open).append('>').append(HtmlText.escape(text)).append("</");
    out.append(open.replaceFirst(" .*", "")).append(">\n");
    return this;
  }

  /**
   * @param items of a list, one sentence or more each; nothing is written when there are none
   * @return this report
   */
  public HtmlReport list(final List<String> items) {
    if (!items.isEmpty()) {
      out.append("<ul>\n");
      items.forEach(i -> out.append("<li>").append(HtmlText.escape(i)).append("</li>\n"));
      out.append("</ul>\n");
    }
    return this;
  }

  /**
   * What a reader must not miss, in a frame; nothing is written when there is none.
   *
   * @param heading what these are
   * @param items one sentence or more each
   * @return this report
   */
  public HtmlReport notice(final String heading, final List<String> items) {
    if (!items.isEmpty()) {
      out.append("<div class=\"notice\">\n");
      element("p class=\"label\"", heading);
      list(items);
      out.append("</div>\n");
    }
    return this;
  }

  /**
   * Numbers to see at a glance.
   *
   * @param figures what they are and their texts, in order
   * @return this report
   */
  public HtmlReport figures(final Map<String, String> figures) {
    out.append("<dl class=\"figures\">\n");
    terms(out, figures);
    out.append("</dl>\n");
    return this;
  }

  /**
   * Names and values, such as parameters.
   *
   * @param facts in order
   * @return this report
   */
  public HtmlReport facts(final Map<String, ?> facts) {
    facts(out, facts);
    return this;
  }

  static void facts(final StringBuilder out, final Map<String, ?> facts) {
    if (!facts.isEmpty()) {
      out.append("<dl>\n");
      terms(out, facts);
      out.append("</dl>\n");
    }
  }

  private static void terms(final StringBuilder out, final Map<String, ?> facts) {
    facts.forEach(
        (name, value) ->
            out.append("<div><dt>")
                .append(HtmlText.escape(name))
                .append("</dt><dd>")
                .append(HtmlText.escape(String.valueOf(value)))
                .append("</dd></div>\n"));
  }

  /**
   * @param table a table
   * @return this report
   */
  public HtmlReport table(final HtmlTable table) {
    table.append(out);
    return this;
  }

  /**
   * @param card a thing with pictures
   * @return this report
   */
  public HtmlReport card(final HtmlCard card) {
    card.append(out);
    return this;
  }

  /**
   * Drawings, side by side where there is room.
   *
   * @param drawings each with its caption
   * @return this report
   */
  public HtmlReport drawings(final Drawing... drawings) {
    return drawings(List.of(drawings));
  }

  /**
   * Drawings, side by side where there is room; nothing is written when there are none.
   *
   * @param drawings each with its caption
   * @return this report
   */
  public HtmlReport drawings(final List<Drawing> drawings) {
    if (!drawings.isEmpty()) {
      out.append("<div class=\"drawings\">\n");
      for (final Drawing d : drawings) {
        out.append("<figure>");
        d.svg().append(out);
        out.append("<figcaption><b>").append(HtmlText.escape(d.title())).append("</b> ");
        out.append(HtmlText.escape(d.caption())).append("</figcaption></figure>\n");
      }
      out.append("</div>\n");
    }
    return this;
  }

  /**
   * One drawing.
   *
   * @param svg the drawing
   * @param title what it is, a few words
   * @param caption what it shows, and how to read it
   */
  public record Drawing(Svg svg, String title, String caption) {}

  /**
   * What is folded away until a reader opens it; without scripts. Printed whole.
   *
   * @param summary what is within, one line
   * @param content writes it
   * @return this report
   */
  public HtmlReport fold(final String summary, final Consumer<HtmlReport> content) {
    return fold("<details>", summary, content);
  }

  /**
   * One of many folds alike, such as pages of slides. Printed only where it is open.
   *
   * @param summary what is within, one line
   * @param open whether it is open at first
   * @param content writes it
   * @return this report
   */
  public HtmlReport page(
      final String summary, final boolean open, final Consumer<HtmlReport> content) {
    return fold("<details class=\"page\"" + (open ? " open=\"\">" : ">"), summary, content);
  }

  private HtmlReport fold(
      final String tag, final String summary, final Consumer<HtmlReport> content) {
    out.append(tag).append("<summary>").append(HtmlText.escape(summary)).append("</summary>\n");
    content.accept(this);
    out.append("</details>\n");
    return this;
  }

  /**
   * @return how many characters were written so far
   */
  public long characters() {
    return (long) head.length() + body.length();
  }

  /**
   * @return the page
   */
  public String html() {
    return String.join(
        "",
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="referrer" content="no-referrer">
        <link rel="icon" href="data:,">
        <title>\
        """,
        HtmlText.escape(title),
        "</title>\n<style>\n",
        style(),
        "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip the contents</a>\n",
        "<header>\n<h1>",
        HtmlText.escape(title),
        "</h1>\n",
        head,
        "</header>\n",
        contents(),
        "<main id=\"main\" tabindex=\"-1\">\n",
        body,
        sections.isEmpty() ? "" : "</section>\n",
        "</main>\n</body>\n</html>\n");
  }

  private String contents() {
    if (sections.size() < 2) {
      return "";
    }
    final StringBuilder nav = new StringBuilder("<nav aria-label=\"Contents\">\n<ol>\n");
    for (int i = 0; i < sections.size(); i++) {
      nav.append("<li><a href=\"#s").append(i + 1).append("\">");
      nav.append(HtmlText.escape(sections.get(i))).append("</a></li>\n");
    }
    return nav.append("</ol>\n</nav>\n").toString();
  }

  /**
   * Writes the page whole or not at all.
   *
   * @param target the .html file to write
   * @throws AttriMilException when it cannot be written
   */
  public void write(final Path target) {
    final String html = html();
    AtomicFile.write(target, part -> Files.writeString(part, html));
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new AttriMilException("The package lacks " + STYLE + ": install it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + STYLE + " of the package: install it again", e);
    }
  }
}
