package io.github.attrimil.report.page;

import io.github.attrimil.core.AttriMilException;

/**
 * How a line of a drawing looks.
 *
 * @param color "#rrggbb"
 * @param width in units of the drawing
 * @param dashes lengths of dashes and gaps, "5 3", or empty for an unbroken line
 */
public record Pen(String color, double width, String dashes) {

  /** Checks the dashes. */
  public Pen {
    if (!dashes.matches("[0-9. ]*")) {
      throw new AttriMilException("Dashes are numbers, not \"" + dashes + "\"");
    }
  }

  /** An unbroken line. */
  public Pen(final String color, final double width) {
    this(color, width, "");
  }
}
