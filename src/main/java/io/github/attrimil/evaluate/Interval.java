package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/**
 * An estimate with its 95 % confidence interval.
 *
 * @param estimate the estimate
 * @param low the lower bound
 * @param high the upper bound
 */
public record Interval(double estimate, double low, double high) {

  /** Checks the order of the bounds; a percentile interval need not hold its estimate. */
  public Interval {
    if (!(low <= high) || Double.isNaN(estimate)) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "%s with an interval from %s to %s is not an interval",
              estimate,
              low,
              high));
    }
  }

  /**
   * @return for example "0.912 (0.850–0.960)"
   */
  public String text() {
    return String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", estimate, low, high);
  }
}
