package io.github.attrimil.report;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.PngFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A report as one HTML page that needs nothing else: no scripts, nothing from the net, with its
 * style inside. Readable on a phone and on paper. Every text is escaped, because slide names may
 * come from strangers. Written from top to bottom, by one thread.
 */
final class HtmlReport {

  private static final String STYLE = "report.css";

  private final String title;
  private final StringBuilder body = new StringBuilder();
  private boolean inSection;

  /**
   * One picture of a gallery.
   *
   * @param link the path of a picture file relative to the report, with forward slashes
   * @param caption what it shows
   */
  record Picture(String link, String caption) {}

  private HtmlReport(final String title) {
    this.title = title;
  }

  /**
   * Starts a report.
   *
   * @param title its title
   * @return an empty report
   */
  static HtmlReport title(final String title) {
    return new HtmlReport(title);
  }

  /**
   * Starts a section, which lasts until the next.
   *
   * @param heading its heading
   * @return this report
   */
  HtmlReport section(final String heading) {
    body.append(inSection ? "</section>\n" : "").append("<section>\n<h2>");
    body.append(HtmlText.escape(heading)).append("</h2>\n");
    inSection = true;
    return this;
  }

  /**
   * @param text a paragraph
   * @return this report
   */
  HtmlReport paragraph(final String text) {
    body.append("<p>").append(HtmlText.escape(text)).append("</p>\n");
    return this;
  }

  /**
   * Names and values, such as parameters.
   *
   * @param facts in order
   * @return this report
   */
  HtmlReport facts(final Map<String, ?> facts) {
    body.append("<dl>\n");
    facts.forEach(
        (name, value) ->
            body.append("<div><dt>")
                .append(HtmlText.escape(name))
                .append("</dt><dd>")
                .append(HtmlText.escape(String.valueOf(value)))
                .append("</dd></div>\n"));
    body.append("</dl>\n");
    return this;
  }

  /**
   * A table. Columns whose cells are all numbers or empty are set to the right.
   *
   * @param header the column names
   * @param rows the cells, one for each column
   * @return this report
   */
  HtmlReport table(final List<String> header, final List<? extends List<?>> rows) {
    return table(header, rows, Set.of());
  }

  /**
   * A table with marked rows.
   *
   * @param header the column names
   * @param rows the cells, one for each column
   * @param marked indices of rows to mark, such as mistakes
   * @return this report
   * @throws AttriMilException when a row does not fit the columns
   */
  HtmlReport table(
      final List<String> header, final List<? extends List<?>> rows, final Set<Integer> marked) {
    HtmlTable.append(body, header, rows, marked);
    return this;
  }

  /**
   * A picture within the page.
   *
   * @param image the picture
   * @param caption what it shows
   * @return this report
   */
  HtmlReport image(final BufferedImage image, final String caption) {
    return image(image, caption, "<figure>");
  }

  /**
   * A picture as wide as the page.
   *
   * @param image the picture
   * @param caption what it shows
   * @return this report
   */
  HtmlReport wideImage(final BufferedImage image, final String caption) {
    return image(image, caption, "<figure class=\"full\">");
  }

  private HtmlReport image(final BufferedImage image, final String caption, final String open) {
    final String data = Base64.getEncoder().encodeToString(PngFile.bytes(image));
    body.append(open);
    picture("data:image/png;base64," + data, caption);
    caption(caption);
    return this;
  }

  /**
   * Small pictures side by side, each a link to its file, which stays beside the report.
   *
   * @param pictures in order
   * @return this report
   * @throws AttriMilException when a link is not relative
   */
  HtmlReport gallery(final List<Picture> pictures) {
    body.append("<div class=\"gallery\">\n");
    for (final Picture p : pictures) {
      final String href = HtmlText.link(p.link());
      body.append("<figure><a href=\"").append(href).append("\">");
      picture(href, p.caption());
      body.append("</a>");
      caption(p.caption());
    }
    body.append("</div>\n");
    return this;
  }

  private void picture(final String source, final String caption) {
    body.append("<img src=\"").append(source).append("\" alt=\"");
    body.append(HtmlText.escape(caption)).append("\">");
  }

  private void caption(final String caption) {
    body.append("<figcaption>").append(HtmlText.escape(caption)).append("</figcaption></figure>\n");
  }

  /**
   * Warnings for the reader; nothing is written when there are none.
   *
   * @param warnings one line each
   * @return this report
   */
  HtmlReport warnings(final List<String> warnings) {
    if (!warnings.isEmpty()) {
      body.append("<ul class=\"warnings\">\n");
      warnings.forEach(w -> body.append("<li>").append(HtmlText.escape(w)).append("</li>\n"));
      body.append("</ul>\n");
    }
    return this;
  }

  /**
   * @return the page
   */
  String html() {
    final String head = HtmlText.escape(title);
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        img-src 'self' file: data:; style-src 'unsafe-inline'">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        <h1>%s</h1>
        %s%s</main>
        </body>
        </html>
        """
        .formatted(head, style(), head, body, inSection ? "</section>\n" : "");
  }

  /**
   * Writes the page whole or not at all.
   *
   * @param target the .html file to write
   * @throws AttriMilException when it cannot be written
   */
  void write(final Path target) {
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
