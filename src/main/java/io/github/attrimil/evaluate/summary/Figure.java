package io.github.attrimil.evaluate.summary;

import io.github.attrimil.evaluate.Interval;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A metric that was measured.
 *
 * @param metric which
 * @param c the class it is of, or -1
 * @param value the estimate; nothing where it is undefined
 * @param interval the estimate with its 95 % confidence interval; nothing where there is none
 * @param method how the interval was computed
 */
public record Figure(
    Metric metric, int c, OptionalDouble value, Optional<Interval> interval, Method method) {

  /** The c of a metric that is of no class. */
  public static final int NO_CLASS = -1;

  /**
   * @return its name in tables, such as "sensitivity_1"
   */
  public String name() {
    return metric.column() + (c == NO_CLASS ? "" : "_" + c);
  }

  /**
   * @return for example "0.912 (0.850–0.960)", "0.912" without an interval, "undefined"
   */
  public String text() {
    return interval
        .map(Interval::text)
        .orElse(
            value.isPresent()
                ? String.format(Locale.ROOT, "%.3f", value.getAsDouble())
                : "undefined");
  }
}
