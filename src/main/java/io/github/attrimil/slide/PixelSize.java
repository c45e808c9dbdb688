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
   */
  public double mpp() {
    return (mppX + mppY) / 2;
  }
}
