package io.github.attrimil.explain.picture;

import io.github.attrimil.explain.Numbers;

/**
 * A scale bar of a round length.
 *
 * @param pixels its length in pixels of the picture
 * @param label its length in words, for example "500 µm"
 */
public record ScaleBar(double pixels, String label) {

  /**
   * @param longest the most pixels it may have
   * @param perPixel length of a pixel, in micrometers, or in level-0 pixels
   * @param microns whether perPixel is in micrometers
   * @return the longest bar of 1, 2 or 5 times a power of ten
   */
  public static ScaleBar atMost(
      final double longest, final double perPixel, final boolean microns) {
    final double limit = longest * perPixel;
    final double power = Math.pow(10, Math.floor(Math.log10(limit)));
    final double first = limit / power;
    final double length = power * (first >= 5 ? 5 : first >= 2 ? 2 : 1);
    return new ScaleBar(length / perPixel, label(length, microns));
  }

  private static String label(final double length, final boolean microns) {
    if (microns && length >= 1000) {
      return number(length / 1000) + " mm";
    }
    return number(length) + (microns ? " µm" : " px");
  }

  private static String number(final double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : Numbers.number(v);
  }
}
