package io.github.attrimil.report.page;

/** Makes texts from outside harmless in HTML. */
final class HtmlText {

  private HtmlText() {}

  /**
   * @param text any text
   * @return it as HTML text or attribute value; control characters and those that reverse the
   *     direction of text are spaces
   */
  static String escape(final String text) {
    // Half a letter of two code units cannot be written as UTF-8.
    return text.replaceAll(
            "[\\p{Cntrl}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
