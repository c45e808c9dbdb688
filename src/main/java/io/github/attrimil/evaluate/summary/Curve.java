package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/**
 * Points of a curve. Arrays are not copied and must not be changed.
 *
 * @param kind which
 * @param c the class it is of, or -1 for all classes together
 * @param x rising, or constant on vertical steps
 * @param y as many
 * @param low lower end of the 95 % band at each point; empty where there is no band
 * @param high upper end
 * @param threshold the probability from which slides are positive at each point; empty where it has
 *     none
 * @param slides how many slides are in each point; empty where it is all of them
 */
public record Curve(
    Kind kind,
    int c,
    double[] x,
    double[] y,
    double[] low,
    double[] high,
    double[] threshold,
    long[] slides) {

  /** Kinds of curve. */
  public enum Kind {
    ROC("False positive rate", "True positive rate"),
    PRECISION_RECALL("Recall", "Precision"),
    RELIABILITY("Mean probability", "Observed fraction"),
    RELIABILITY_CALIBRATED("Mean calibrated probability", "Observed fraction"),
    NET_BENEFIT("Threshold probability", "Net benefit"),
    NET_BENEFIT_CALIBRATED("Threshold probability, calibrated", "Net benefit"),
    NET_BENEFIT_ALL("Threshold probability", "Net benefit of acting on all slides");

    private final String xLabel;
    private final String yLabel;

    Kind(final String xLabel, final String yLabel) {
      this.xLabel = xLabel;
      this.yLabel = yLabel;
    }

    /**
     * @return what x is
     */
    public String xLabel() {
      return xLabel;
    }

    /**
     * @return what y is
     */
    public String yLabel() {
      return yLabel;
    }

    /**
     * @return its name in tables
     */
    public String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the lengths. */
  public Curve {
    final int n = x.length;
    if (y.length != n
        || low.length != high.length
        || low.length != 0 && low.length != n
        || threshold.length != 0 && threshold.length != n
        || slides.length != 0 && slides.length != n) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "A curve of %d points has %d, %d, %d and %d values",
              n,
              y.length,
              low.length,
              threshold.length,
              slides.length));
    }
  }

  /**
   * @return whether it has a band
   */
  public boolean banded() {
    return low.length > 0;
  }
}
