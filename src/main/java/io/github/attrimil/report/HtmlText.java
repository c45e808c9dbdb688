package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes texts from outside harmless in HTML. */
final class HtmlText {

  private HtmlText() {}

  /**
   * @param text any text
   * @return it as HTML text or attribute value; control characters, which HTML forbids, are spaces
   */
  static String escape(final String text) {
    return text.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * @param path a relative path with forward slashes
   * @return it as a link, each part percent-encoded, so that none can be a scheme or a host
   * @throws AttriMilException when it is not relative
   */
  static String link(final String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      throw new AttriMilException("The report's picture '" + path + "' must be a relative path");
    }
    return Arrays.stream(path.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
