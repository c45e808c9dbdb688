package io.github.attrimil.report.chart;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a chart.
 *
 * @param label its name in the legend; empty where it has no row there
 * @param x n values
 * @param y n values; those that are not numbers are gaps
 * @param style how it is drawn
 * @param band an area around it, such as its confidence interval
 */
public record Line(String label, double[] x, double[] y, Style style, Optional<Band> band) {

  /** How a line is drawn. */
  public enum Style {
    /** Black and wide, above all others. */
    BOLD,
    /** In a color of its own. */
    THIN,
    /** Black dots at the points; a band at the same places is drawn as bars. */
    DOTS,
    /** Open dots at the points, in a color of their own. */
    OPEN,
    /** Gray and dashed, such as chance. */
    REFERENCE
  }

  /**
   * An area between two lines.
   *
   * @param x m values, not those of the line
   * @param low m values
   * @param high m values
   */
  public record Band(double[] x, double[] low, double[] high) {

    /** Checks the lengths. */
    public Band {
      if (x.length != low.length || x.length != high.length) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "A band needs as many bounds as places, not %d, %d and %d",
                x.length,
                low.length,
                high.length));
      }
    }
  }

  /** Checks the lengths. */
  public Line {
    if (x.length != y.length) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT, "A line needs as many x as y, not %d and %d", x.length, y.length));
    }
  }

  /** Without a band. */
  public Line(final String label, final double[] x, final double[] y, final Style style) {
    this(label, x, y, style, Optional.empty());
  }
}
