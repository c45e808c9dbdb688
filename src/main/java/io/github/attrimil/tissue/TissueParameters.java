package io.github.attrimil.tissue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import java.util.Locale;

/**
 * How tissue is distinguished from glass. Areas are counted in squares of 512 x 512 level-0 pixels,
 * the unit of CLAM (Lu et al. 2021, <a href="https://doi.org/10.1038/s41551-020-00682-w">doi</a>).
 *
 * @param saturation tissue is where the median-blurred 8-bit HSV saturation is above this, 0 to
 *     254; not used with Otsu
 * @param median side of the median blur's window in pixels of the segmented image, odd; 1 for none
 * @param closing side of the closing's square in pixels of the segmented image; 0 for none
 * @param otsu whether the saturation threshold is found by Otsu's method
 * @param tissueArea contours whose area without holes is not above this are dropped
 * @param holeArea holes whose area is not above this are filled
 * @param holes how many of a contour's largest holes are looked at
 * @param areaAuto whether both areas shrink on small slides, see {@link #areaFactor}
 * @param faint whether Otsu's threshold is tried on slides on which the threshold finds nothing
 * @param tissueAreaUm2 the minimum area of tissue in square micrometers, instead of tissueArea; 0
 *     to go by squares
 * @param holeAreaUm2 the same for holes
 */
public record TissueParameters(
    int saturation,
    int median,
    int closing,
    boolean otsu,
    double tissueArea,
    double holeArea,
    int holes,
    boolean areaAuto,
    boolean faint,
    double tissueAreaUm2,
    double holeAreaUm2) {

  /** Side of the square in which areas are counted, in level-0 pixels. */
  public static final int AREA_UNIT_SIDE_LEVEL0 = 512;

  private static final int LARGEST_WINDOW = 255;

  /** Checks the values. */
  public TissueParameters {
    check(saturation >= 0 && saturation < 255, "sthresh", saturation, "a value from 0 to 254");
    check(
        median >= 1 && median <= LARGEST_WINDOW && median % 2 == 1,
        "mthresh",
        median,
        "an odd value from 1 to 255");
    check(closing >= 0 && closing <= LARGEST_WINDOW, "close", closing, "a value from 0 to 255");
    check(tissueArea >= 0, "tissuearea", tissueArea, "0 or more squares of 512 pixels");
    check(holeArea >= 0, "holearea", holeArea, "0 or more squares of 512 pixels");
    check(holes >= 0, "maxholes", holes, "0 or more");
    check(tissueAreaUm2 >= 0, "minarea", tissueAreaUm2, "0 or more square micrometers");
    check(holeAreaUm2 >= 0, "minhole", holeAreaUm2, "0 or more square micrometers");
  }

  /** Parameters with areas in squares alone, and one threshold. */
  public TissueParameters(
      final int saturation,
      final int median,
      final int closing,
      final boolean otsu,
      final double tissueArea,
      final double holeArea,
      final int holes,
      final boolean areaAuto) {
    this(saturation, median, closing, otsu, tissueArea, holeArea, holes, areaAuto, false, 0, 0);
  }

  /**
   * @return CLAM's values, with areas that shrink on small slides and a second try on faint ones
   */
  public static TissueParameters defaults() {
    return new TissueParameters(8, 7, 4, false, 100, 16, 8, true, true, 0, 0);
  }

  /**
   * @return CLAM's values as they are, one threshold; a slide whose pieces of tissue are all below
   *     100 squares of 512 pixels has no tissue with them
   */
  public static TissueParameters clam() {
    return new TissueParameters(8, 7, 4, false, 100, 16, 8, false);
  }

  /**
   * @param tissue minimum area of tissue
   * @param hole minimum area of a hole
   * @return these parameters with exactly these areas
   */
  public TissueParameters withAreas(final double tissue, final double hole) {
    return new TissueParameters(
        saturation, median, closing, otsu, tissue, hole, holes, false, faint, 0, 0);
  }

  /**
   * @param threshold a saturation
   * @return these parameters with that threshold
   */
  TissueParameters withSaturation(final int threshold) {
    return new TissueParameters(
        threshold,
        median,
        closing,
        otsu,
        tissueArea,
        holeArea,
        holes,
        areaAuto,
        faint,
        tissueAreaUm2,
        holeAreaUm2);
  }

  /**
   * @param on whether the threshold is found by Otsu's method
   * @return these parameters with that choice
   */
  public TissueParameters withOtsu(final boolean on) {
    return new TissueParameters(
        saturation,
        median,
        closing,
        on,
        tissueArea,
        holeArea,
        holes,
        areaAuto,
        faint,
        tissueAreaUm2,
        holeAreaUm2);
  }

  /**
   * Works out areas in square micrometers as squares of level-0 pixels. Such an area counts as it
   * is, also on a small slide.
   *
   * @param slide a slide
   * @return these parameters, both areas in squares of that slide
   * @throws AttriMilException when an area is in square micrometers and the slide states no pixel
   *     size
   */
  public TissueParameters on(final Slide slide) {
    if (tissueAreaUm2 == 0 && holeAreaUm2 == 0) {
      return this;
    }
    final PixelSize size =
        slide
            .pixelSize()
            .orElseThrow(
                () ->
                    new AttriMilException(
                        String.format(
                            Locale.ROOT,
                            "%s=%s requires the pixel size of slide %s, which its file does not"
                                + " state: give pixelsize=, or a column mpp in slides.csv",
                            tissueAreaUm2 > 0 ? "minarea" : "minhole",
                            tissueAreaUm2 > 0 ? tissueAreaUm2 : holeAreaUm2,
                            slide.id())));
    final double square = size.mppX() * size.mppY() * AREA_UNIT_SIDE_LEVEL0 * AREA_UNIT_SIDE_LEVEL0;
    return new TissueParameters(
        saturation,
        median,
        closing,
        otsu,
        tissueAreaUm2 > 0 ? tissueAreaUm2 / square : tissueArea,
        holeAreaUm2 > 0 ? holeAreaUm2 / square : holeArea,
        holes,
        areaAuto && tissueAreaUm2 == 0,
        faint,
        tissueAreaUm2,
        holeAreaUm2);
  }

  /**
   * By what both minimum areas are multiplied on a slide. 1 unless {@code areaAuto}. Then the
   * minimum tissue area becomes 2 % of the largest contour, at least one square (half the largest
   * contour where that is less) and at most {@code tissueArea}: no slide with tissue ends up empty,
   * dust near tissue is dropped, and slides whose largest contour is above 50 times {@code
   * tissueArea} are treated as with fixed areas.
   *
   * @param largest area without holes of the slide's largest contour, in squares
   * @return a factor above 0, at most 1
   */
  public double areaFactor(final double largest) {
    if (!areaAuto || tissueArea == 0 || largest <= 0) {
      return 1;
    }
    final double wanted = Math.max(largest / 50, Math.min(1, largest / 2));
    return Math.min(1, wanted / tissueArea);
  }

  /**
   * By what the minimum area of holes is multiplied on a slide.
   *
   * @param largest area without holes of the slide's largest contour, in squares
   * @return as {@link #areaFactor}, but 1 for an area in square micrometers
   */
  double holeFactor(final double largest) {
    return holeAreaUm2 > 0 ? 1 : areaFactor(largest);
  }

  private static void check(
      final boolean ok, final String name, final Object value, final String remedy) {
    if (!ok) {
      throw new AttriMilException(name + "=" + value + " is invalid: give " + remedy);
    }
  }
}
