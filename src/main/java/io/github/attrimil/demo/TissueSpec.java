package io.github.attrimil.demo;

import io.github.attrimil.core.AttriMilException;

/**
 * What a synthetic slide shows.
 *
 * @param width of level 0, in pixels of {@link TissuePainter#MPP} micrometers
 * @param height of level 0, in pixels
 * @param seed places all that is on the slide
 * @param patient decides what slides of one patient share: the stain
 * @param lesionFraction the part of the tissue's area that is lesion, 0 for a normal slide, at most
 *     0.5
 * @param aggregates how many benign lymphoid aggregates there are: dark and crowded, but no lesion
 */
public record TissueSpec(
    int width, int height, long seed, long patient, double lesionFraction, int aggregates) {

  /** The smallest slide side on which sections, glands and lesions have room, in pixels. */
  public static final int SMALLEST_PX = 512;

  /** Checks the values. */
  public TissueSpec {
    if (width < SMALLEST_PX || height < SMALLEST_PX) {
      throw new AttriMilException(
          "A synthetic slide of "
              + width
              + " x "
              + height
              + " pixels is too small: use at least "
              + SMALLEST_PX);
    }
    if (!(lesionFraction >= 0 && lesionFraction <= 0.5)) {
      throw new AttriMilException(
          "Not a share of lesion in the tissue: " + lesionFraction + "; use 0 to 0.5");
    }
    if (aggregates < 0 || aggregates > 20) {
      throw new AttriMilException(
          "Not a number of lymphoid aggregates: " + aggregates + "; use 0 to 20");
    }
  }
}
