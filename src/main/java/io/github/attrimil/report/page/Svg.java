package io.github.attrimil.report.page;

import java.util.Locale;

/**
 * A drawing within the page, in scalable vector graphics (SVG 2): sharp at every size and on paper,
 * with real texts, and drawn without fonts of this machine. Written from back to front. Lengths are
 * in units of the drawing, x to the right and y down.
 */
public final class Svg {

  /** Where a text stands from its point. */
  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final double width;
  private final double height;
  private final String alt;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param width of the drawing; the page shows it as wide as there is room
   * @param height of the drawing
   * @param alt what it shows, for those who do not see it
   */
  public Svg(final double width, final double height, final String alt) {
    this.width = width;
    this.height = height;
    this.alt = alt;
  }

  /**
   * A filled rectangle with a thin white edge.
   *
   * @param x left
   * @param y top
   * @param w width
   * @param h height
   * @param fill a color as CSS has it, "#rrggbb"
   * @return this drawing
   */
  public Svg rectangle(
      final double x, final double y, final double w, final double h, final String fill) {
    out.append("<rect x=\"").append(n(x)).append("\" y=\"").append(n(y));
    out.append("\" width=\"").append(n(w)).append("\" height=\"").append(n(h));
    out.append("\" fill=\"").append(color(fill)).append("\"/>");
    return this;
  }

  /**
   * A straight line.
   *
   * @param x1 start
   * @param y1 start
   * @param x2 end
   * @param y2 end
   * @param pen how it is drawn
   * @return this drawing
   */
  public Svg line(
      final double x1, final double y1, final double x2, final double y2, final Pen pen) {
    return polyline(new double[] {x1, x2}, new double[] {y1, y2}, pen);
  }

  /**
   * Points joined by straight lines; a point that is not a number breaks the line.
   *
   * @param x n values
   * @param y n values
   * @param pen how it is drawn
   * @return this drawing
   */
  public Svg polyline(final double[] x, final double[] y, final Pen pen) {
    out.append("<path fill=\"none\" stroke=\"").append(color(pen.color()));
    out.append("\" stroke-width=\"").append(n(pen.width())).append('"');
    if (!pen.dashes().isEmpty()) {
      out.append(" stroke-dasharray=\"").append(pen.dashes()).append('"');
    }
    path(x, y);
    out.append("\"/>");
    return this;
  }

  /**
   * A filled area without an edge.
   *
   * @param x n values
   * @param y n values
   * @param fill a color "#rrggbb"
   * @param opacity 0 to 1
   * @return this drawing
   */
  public Svg area(final double[] x, final double[] y, final String fill, final double opacity) {
    out.append("<path fill=\"").append(color(fill)).append("\" fill-opacity=\"");
    out.append(n(opacity)).append('"');
    path(x, y);
    out.append("Z\"/>");
    return this;
  }

  private void path(final double[] x, final double[] y) {
    out.append(" d=\"");
    boolean pen = false;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        out.append(pen ? 'L' : 'M').append(n(x[i])).append(' ').append(n(y[i]));
        pen = true;
      } else {
        pen = false;
      }
    }
  }

  /**
   * A dot.
   *
   * @param x its middle
   * @param y its middle
   * @param radius of it
   * @param color of its edge
   * @param filled whether it is filled with that, else with white
   * @return this drawing
   */
  public Svg dot(
      final double x,
      final double y,
      final double radius,
      final String color,
      final boolean filled) {
    out.append("<circle cx=\"").append(n(x)).append("\" cy=\"").append(n(y)).append("\" r=\"");
    out.append(n(radius)).append("\" fill=\"").append(filled ? color(color) : "#fff");
    out.append("\" stroke=\"").append(color(color)).append("\" stroke-width=\"1.5\"/>");
    return this;
  }

  /**
   * A text in the page's color for texts.
   *
   * @param x of its anchor
   * @param y of its base line
   * @param anchor where it stands from x
   * @param text any text
   * @return this drawing
   */
  public Svg text(final double x, final double y, final Anchor anchor, final String text) {
    return text(x, y, anchor, text, "");
  }

  /**
   * A text in a color of its own.
   *
   * @param x of its anchor
   * @param y of its base line
   * @param anchor where it stands from x
   * @param text any text
   * @param color "#rrggbb", which must be legible there
   * @return this drawing
   */
  public Svg text(
      final double x, final double y, final Anchor anchor, final String text, final String color) {
    out.append("<text x=\"").append(n(x)).append("\" y=\"").append(n(y)).append('"');
    if (anchor != Anchor.START) {
      out.append(" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT)).append('"');
    }
    if (!color.isEmpty()) {
      out.append(" style=\"fill:").append(color(color)).append('"');
    }
    out.append('>').append(HtmlText.escape(text)).append("</text>");
    return this;
  }

  /**
   * A text that is read from below to above.
   *
   * @param x of its base line
   * @param y of its middle
   * @param text any text
   * @return this drawing
   */
  public Svg upright(final double x, final double y, final String text) {
    out.append("<text text-anchor=\"middle\" transform=\"translate(").append(n(x)).append(' ');
    out.append(n(y)).append(") rotate(-90)\">").append(HtmlText.escape(text)).append("</text>");
    return this;
  }

  void append(final StringBuilder page) {
    page.append("<svg role=\"img\" aria-label=\"").append(HtmlText.escape(alt));
    page.append("\" viewBox=\"0 0 ").append(n(width)).append(' ').append(n(height));
    page.append("\">").append(out).append("</svg>");
  }

  /** Two decimals at most, whatever the machine's language. */
  private static String n(final double value) {
    final String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "").replaceAll("^-0$|^$", "0");
  }

  private static String color(final String color) {
    if (!color.matches("#[0-9a-f]{3}|#[0-9a-f]{6}")) {
      throw new IllegalArgumentException(color);
    }
    return color;
  }
}
