package io.github.attrimil.core.options;

import java.util.Locale;

/** Values and labels of options as texts. */
public final class OptionText {

  private OptionText() {}

  /**
   * @param value a value of an option
   * @return its text, which {@link Option#parse} reads
   */
  public static String write(final Object value) {
    return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
  }

  /**
   * Shortens numbers for readers, as in help.
   *
   * @param text a value as {@link #write} gives it
   * @return the text without a trailing .0 and with a lower-case exponent, such as 0 and 1e-5,
   *     where it is a number with a decimal point, else as it is
   */
  public static String readable(final String text) {
    return text.matches("-?\\d+\\.\\d+(E-?\\d+)?")
        ? text.replaceFirst("\\.0(?=E|$)", "").replace('E', 'e')
        : text;
  }

  /** A label without its note on what an empty field means. */
  static String title(final String label) {
    return label
        .replaceFirst("\\s*\\((empty:[^)]*|optional)\\)$", "")
        .replaceFirst(", empty:[^)]*\\)$", ")");
  }
}
