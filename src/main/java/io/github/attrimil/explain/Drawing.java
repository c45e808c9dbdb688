package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.PatchMeaning;
import java.util.List;
import java.util.Locale;

/**
 * How a map is drawn. What differs from the model's own values is in {@link #suffix} in file names,
 * by legends, and in the files.
 *
 * @param display which values
 * @param smoothing standard deviation of the Gaussian that smooths the map, in steps from patch to
 *     patch; 0 for none
 */
public record Drawing(Display display, double smoothing) {

  public static final double MOST_SMOOTHING = 20;

  /** Which values a map shows. */
  public enum Display {
    /** The model's values as they are. */
    SCORE,
    /** The rank of each value among the slide's patches. */
    PERCENTILE,
    /** The share of the slide's attention. */
    SHARE;

    /**
     * @param scores a slide's patches
     * @return what can be shown of them, in order: shares only where the model has attention that
     *     is not its own value already
     */
    public static List<Display> of(final PatchScores scores) {
      return scores.values().attention(0).isPresent() && !isOwnShare(scores)
          ? List.of(values())
          : List.of(SCORE, PERCENTILE);
    }
  }

  /** Checks the smoothing. */
  public Drawing {
    if (!(smoothing >= 0 && smoothing <= MOST_SMOOTHING)) {
      throw new AttriMilException(
          "smooth=" + smoothing + " is not between 0 and " + (int) MOST_SMOOTHING + " steps");
    }
  }

  /**
   * @return the model's values as they are
   */
  public static Drawing plain() {
    return new Drawing(Display.SCORE, 0);
  }

  /**
   * @param display score, percentile or share
   * @param smoothing in steps
   * @return the drawing
   * @throws AttriMilException when there is no such display
   */
  public static Drawing of(final String display, final double smoothing) {
    try {
      return new Drawing(Display.valueOf(display.strip().toUpperCase(Locale.ROOT)), smoothing);
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException(
          "display=" + display + " is not one of score, percentile, share", e);
    }
  }

  private static boolean isOwnShare(final PatchScores scores) {
    return scores.meaning() == PatchMeaning.ATTENTION;
  }

  /**
   * @param scores the patches
   * @return the same drawing; shares of a model that gives nothing else are the model's own values
   */
  public Drawing on(final PatchScores scores) {
    return display == Display.SHARE && isOwnShare(scores)
        ? new Drawing(Display.SCORE, smoothing)
        : this;
  }

  /**
   * @param scores the patches
   * @param c class
   * @return the values that are shown
   */
  public MapValues values(final PatchScores scores, final int c) {
    return switch (display) {
      case SCORE -> MapValues.plain(scores, c);
      case PERCENTILE -> MapValues.percentile(scores, c);
      case SHARE -> MapValues.share(scores, c);
    };
  }

  /**
   * @param scores the patches
   * @param grid their grid
   * @param values from {@link #values}
   * @return the map, smoothed where the drawing requires it
   */
  public ScoreMap map(final PatchScores scores, final ScoreGrid grid, final MapValues values) {
    final ScoreMap map = ScoreMap.of(scores, grid, values.values());
    return smoothing > 0 ? map.smoothed(smoothing * scores.stepLevel0() / grid.cellLevel0()) : map;
  }

  /**
   * @return what file names get: empty for unsmoothed maps
   */
  public String suffix() {
    return smoothing > 0 ? "_smooth" + Numbers.number(smoothing) : "";
  }

  /**
   * @param scores the patches, for lengths
   * @return one line about smoothing
   */
  public String smoothingText(final PatchScores scores) {
    if (smoothing == 0) {
      return "none";
    }
    final double px = smoothing * scores.stepLevel0();
    return String.format(
        Locale.ROOT,
        "Gaussian, standard deviation %s step%s (%s)",
        Numbers.number(smoothing),
        smoothing == 1 ? "" : "s",
        scores.calibrated()
            ? Numbers.number(px * scores.mppX()) + " µm"
            : Numbers.number(px) + " level-0 px");
  }
}
