package io.github.attrimil.format.table;

import io.github.attrimil.core.AttriMilException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Numbers in cells of tables. */
public final class CellNumber {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,5})?");
  private static final int MAX_CHARS = 400;

  private CellNumber() {}

  /**
   * @param text a cell
   * @return whether it is a finite number with digits and a decimal point
   */
  public static boolean is(final String text) {
    return text.length() <= MAX_CHARS && NUMBER.matcher(text).matches();
  }

  /**
   * @param text a cell: a decimal number with a point; or nan, inf, infinity in any case with a
   *     sign
   * @param where the cell's place, for messages
   * @return the number
   * @throws AttriMilException when it is none
   */
  static double of(final String text, final Supplier<String> where) {
    if (is(text)) {
      return Double.parseDouble(text);
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s is '%s', which is not a number: use digits and a decimal point",
                where.get(),
                CsvTable.quote(text)));
    }
  }

  /**
   * @param text a cell; 1.0, as pandas writes it beside empty cells, counts as 1
   * @param where the cell's place, for messages
   * @return the whole number
   * @throws AttriMilException when it is none
   */
  static long whole(final String text, final Supplier<String> where) {
    try {
      if (is(text)) {
        return new BigDecimal(text).longValueExact();
      }
    } catch (final ArithmeticException e) {
      // Reported below: a fraction, or too large.
    }
    throw new AttriMilException(
        String.format(
            Locale.ROOT,
            "%s is '%s', which is not a whole number: correct it",
            where.get(),
            CsvTable.quote(text)));
  }
}
