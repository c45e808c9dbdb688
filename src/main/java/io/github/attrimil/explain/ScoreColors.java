package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import java.awt.image.IndexColorModel;

/**
 * Signed values as colors: blue opposes, near-white is neutral, red supports, with the same range
 * on both sides so that zero is always the neutral color.
 *
 * <p>The colors are straight lines in sRGB between the anchors below. Blue against orange-red keeps
 * its order and its two sides apart for people with red-green blindness, and both arms darken
 * evenly, so the size of a value survives printing in gray.
 *
 * <pre>
 * value/range  -1         -0.6        -0.25        0            0.25         0.6        1
 * R,G,B        22,78,168  70,140,206  165,203,232  247,247,247  250,190,150  228,98,56  184,28,28
 * </pre>
 *
 * @param range the magnitude that gets the strongest color; larger values get it too
 * @param rangeNote how the range was chosen, for the legend
 */
public record ScoreColors(double range, String rangeNote) {

  /** The default range holds this part of a slide's magnitudes. */
  public static final double DEFAULT_FRACTION = 0.99;

  private static final double[] AT = {-1, -0.6, -0.25, 0, 0.25, 0.6, 1};
  private static final int[][] ANCHORS = {
    {22, 78, 168},
    {70, 140, 206},
    {165, 203, 232},
    {247, 247, 247},
    {250, 190, 150},
    {228, 98, 56},
    {184, 28, 28}
  };

  /** Checks the range. */
  public ScoreColors {
    if (!(range > 0) || Double.isInfinite(range)) {
      throw new AttriMilException("A color range must be a number above 0, not '" + range + "'.");
    }
  }

  /**
   * The default colors of a slide's values.
   *
   * @param values one per patch, N
   * @return a range of the 99th percentile of |value|; the largest |value| if that is 0; 1 if all
   *     are 0
   */
  public static ScoreColors of(final float[] values) {
    return of(values, " of |score|");
  }

  /**
   * The same, with the values' own name in the note.
   *
   * @param values one per patch, N
   * @param ofWhat for example " of |score|"; may be empty
   * @return the colors
   */
  static ScoreColors of(final float[] values, final String ofWhat) {
    final double usual = ScoreMap.magnitude(values, DEFAULT_FRACTION);
    if (usual > 0) {
      return new ScoreColors(usual, "99th percentile" + ofWhat + " on this slide");
    }
    final double largest = ScoreMap.magnitude(values, 1);
    return largest > 0
        ? new ScoreColors(largest, "largest value" + ofWhat + " on this slide")
        : new ScoreColors(1, "all values are 0");
  }

  /**
   * @param value signed
   * @return 0xffRRGGBB, or 0, transparent, for NaN
   */
  public int argb(final double value) {
    if (Double.isNaN(value)) {
      return 0;
    }
    final double t = Math.max(-1, Math.min(1, value / range));
    int k = 1;
    while (t > AT[k]) {
      k++;
    }
    final double part = (t - AT[k - 1]) / (AT[k] - AT[k - 1]);
    int argb = 0xff;
    for (int band = 0; band < 3; band++) {
      final double low = ANCHORS[k - 1][band];
      argb = argb << 8 | (int) Math.round(low + part * (ANCHORS[k][band] - low));
    }
    return argb;
  }

  /**
   * @return the colors as an ImageJ look-up table, for a display range of -range to range
   */
  public IndexColorModel lookUpTable() {
    final int[] argb = new int[256];
    for (int k = 0; k < 256; k++) {
      argb[k] = argb(range * (2 * k / 255.0 - 1));
    }
    return new IndexColorModel(8, 256, argb, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
  }
}
