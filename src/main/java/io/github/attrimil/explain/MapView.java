package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;

/**
 * How a map lies on the slide: all that can be changed without asking the model again.
 *
 * @param c class
 * @param opacity of the map, 0 to 1
 * @param threshold patches with a value above it are colored; negative infinity for all
 * @param range the magnitude that gets the strongest color
 * @param outlines whether every patch is outlined
 * @param legend whether the legend lies on the picture
 */
public record MapView(
    int c, double opacity, double threshold, double range, boolean outlines, boolean legend) {

  /** Colors every patch. */
  public static final double ALL = Double.NEGATIVE_INFINITY;

  /** Checks the numbers. */
  public MapView {
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new AttriMilException("An opacity must be between 0 and 1, not '" + opacity + "'.");
    }
    if (Double.isNaN(threshold) || threshold == Double.POSITIVE_INFINITY) {
      throw new AttriMilException("A threshold must be a number, not '" + threshold + "'.");
    }
    if (!(range > 0) || Double.isInfinite(range)) {
      throw new AttriMilException("A color range must be a number above 0, not '" + range + "'.");
    }
  }

  /**
   * @param opacity 0 to 1
   * @return the same but for this
   */
  public MapView withOpacity(final double opacity) {
    return new MapView(c, opacity, threshold, range, outlines, legend);
  }

  /**
   * @param threshold the value above which patches are colored, or {@link #ALL}
   * @return the same but for this
   */
  public MapView withThreshold(final double threshold) {
    return new MapView(c, opacity, threshold, range, outlines, legend);
  }

  /**
   * @param range above 0
   * @return the same but for this
   */
  public MapView withRange(final double range) {
    return new MapView(c, opacity, threshold, range, outlines, legend);
  }

  /**
   * @param outlines whether every patch is outlined
   * @return the same but for this
   */
  public MapView withOutlines(final boolean outlines) {
    return new MapView(c, opacity, threshold, range, outlines, legend);
  }

  /**
   * @param legend whether the legend lies on the picture
   * @return the same but for this
   */
  public MapView withLegend(final boolean legend) {
    return new MapView(c, opacity, threshold, range, outlines, legend);
  }

  /**
   * @return whether the map itself, colors and legend, looks the same as another but for opacity
   */
  public boolean sameColors(final MapView other) {
    return c == other.c && threshold == other.threshold && range == other.range;
  }
}
