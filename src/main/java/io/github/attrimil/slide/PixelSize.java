package io.github.attrimil.slide;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/**
 * The size of a level-0 pixel and how it is known.
 *
 * @param mppX micrometers per pixel along x
 * @param mppY micrometers per pixel along y
 * @param origin where it is from
 */
public record PixelSize(double mppX, double mppY, Origin origin) {

  /** Scanners calibrate both axes, which then differ by a per mille or so. */
  private static final double MOST_STRETCH = 0.05;

  /** Where the size of a pixel is from. */
  public enum Origin {
    /** The user: a parameter or slides.csv. */
    USER,
    /** The slide's metadata. */
    METADATA,
    /** An estimate from the objective's magnification: 10 micrometers divided by it. */
    MAGNIFICATION
  }

  /** Checks the values. */
  public PixelSize {
    if (!(mppX > 0 && mppX < 1000 && mppY > 0 && mppY < 1000)) {
      throw new AttriMilException(
          String.format(Locale.ROOT, "Not a pixel size in micrometers: %s x %s", mppX, mppY));
    }
  }

  /**
   * @return the mean of both axes, in micrometers per pixel
   * @throws AttriMilException when the axes differ by more than 5 %: patches that are square in
   *     pixels would be no squares of tissue
   */
  public double mpp() {
    final double ratio = mppX / mppY;
    if (ratio > 1 + MOST_STRETCH || ratio < 1 / (1 + MOST_STRETCH)) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "Its pixels are not square (%.4g x %.4g micrometers along x and y), so that patches"
                  + " would show stretched tissue; resample the slide to square pixels, or state"
                  + " their size with pixelsize= if the file is wrong",
              mppX,
              mppY));
    }
    return (mppX + mppY) / 2;
  }
}
