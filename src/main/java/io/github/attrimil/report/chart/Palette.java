package io.github.attrimil.report.chart;

import io.github.attrimil.report.page.Pen;

/**
 * Colors that color-blind readers can distinguish, and what is legible on them. Fills are those of
 * Okabe and Ito (2008), lines those of them, and of Tol (2021), that differ from white by 3:1 or
 * more, as WCAG 2.2 requires of graphics. Colors are never alone: fills bear their numbers, lines
 * have dashes.
 */
public final class Palette {

  /** Texts, axes and bold lines. */
  public static final String INK = "#1f2328";

  /** Grid lines. */
  public static final String GRID = "#e2e5e9";

  /** Lines of reference, such as chance. */
  public static final String REFERENCE = "#6b737c";

  private static final String[] FILLS = {
    "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#0072b2", "#d55e00", "#999999"
  };
  private static final String[] LINES = {
    "#0072b2", "#d55e00", "#009e73", "#aa3377", "#8a6d00", "#332288"
  };
  private static final String[] DASHES = {"", "7 3", "2 3", "8 3 2 3"};

  private Palette() {}

  /**
   * @param index of a class
   * @return the color that fills its areas; the ninth is the first again
   */
  public static String fill(final int index) {
    return FILLS[index % FILLS.length];
  }

  /**
   * @param index of a line
   * @return its color; the seventh is the first again
   */
  public static String line(final int index) {
    return LINES[index % LINES.length];
  }

  /**
   * @param index of a line
   * @param width of it
   * @return a pen of its color, with dashes that change with every line
   */
  public static Pen pen(final int index, final double width) {
    return new Pen(line(index), width, DASHES[(index + index / LINES.length) % DASHES.length]);
  }

  /**
   * @param fill a color "#rrggbb"
   * @return black or white, whichever is more legible on it
   */
  public static String on(final String fill) {
    return contrast(fill, "#ffffff") > contrast(fill, "#000000") ? "#ffffff" : "#000000";
  }

  /**
   * The contrast ratio of WCAG 2.2, from 1 to 21.
   *
   * @param a a color "#rrggbb"
   * @param b another
   * @return their contrast
   */
  public static double contrast(final String a, final String b) {
    final double la = luminance(a);
    final double lb = luminance(b);
    return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
  }

  private static double luminance(final String color) {
    final int rgb = Integer.parseInt(color.substring(1), 16);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(final int channel) {
    final double c = (channel & 0xff) / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
