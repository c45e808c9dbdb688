package io.github.attrimil.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as tables show them. */
final class Digits {

  private Digits() {}

  /**
   * @param value a number
   * @return three decimals, or an empty cell where it is undefined
   */
  static String of(final OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "";
  }
}
