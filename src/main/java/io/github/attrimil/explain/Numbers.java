package io.github.attrimil.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as legends, captions and file names show them. */
public final class Numbers {

  private Numbers() {}

  /**
   * @param value any number
   * @return three significant digits after its sign
   */
  public static String signed(final double value) {
    return (value < 0 ? "−" : "+") + number(Math.abs(value));
  }

  /**
   * @param value a number of at least 0
   * @return three significant digits
   */
  public static String number(final double value) {
    if (value == 0) {
      return "0";
    }
    return value >= 0.001 && value < 1e5
        ? new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.2e", value);
  }
}
