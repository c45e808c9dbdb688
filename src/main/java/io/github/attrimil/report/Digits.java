package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.report.page.ShortText;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as texts and tables show them. */
final class Digits {

  private static final int NAME_CHARACTERS = 24;

  private Digits() {}

  /**
   * @param value a number
   * @return three decimals, or an empty cell where it is undefined
   */
  static String of(final OptionalDouble value) {
    return value.isPresent() ? of(value.getAsDouble()) : "";
  }

  /**
   * @param value a number
   * @return three decimals
   */
  static String of(final double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * @param interval an estimate with its bounds
   * @return these, or an empty cell where it is undefined
   */
  static String of(final Optional<Interval> interval) {
    return interval.map(Interval::text).orElse("");
  }

  /**
   * @param name of a class
   * @return the name, cut where it is too long for a chart
   */
  static String shortened(final String name) {
    return ShortText.of(name, NAME_CHARACTERS);
  }

  /**
   * @param count of things
   * @return it with a comma for thousands
   */
  static String number(final long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * @param count of things
   * @param one what one of them is called
   * @return "1 slide", "2 slides"
   */
  static String count(final long count, final String one) {
    return number(count) + " " + one + (count == 1 ? "" : "s");
  }
}
