package io.github.attrimil.report.page;

/** Cuts names that are too long for a drawing. */
public final class ShortText {

  private ShortText() {}

  /**
   * @param text any text
   * @param most characters it may have, at least 1
   * @return the text, or its beginning and "…"; letters of two code units stay whole
   */
  public static String of(final String text, final int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
