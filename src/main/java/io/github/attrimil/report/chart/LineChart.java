package io.github.attrimil.report.chart;

import io.github.attrimil.report.page.Pen;
import io.github.attrimil.report.page.ShortText;
import io.github.attrimil.report.page.Svg;
import io.github.attrimil.report.page.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines in a frame, with their names below. Drawn for a width of about 400 pixels, so that texts
 * are legible on a phone; the page shows it larger where there is room.
 */
public final class LineChart {

  private static final double WIDTH = 400;
  private static final double LEFT = 54;
  private static final double RIGHT = 12;
  private static final double TOP = 10;
  private static final double BOTTOM = 46;
  private static final double ROW = 18;
  private static final double MARGIN = 8; // left of the names
  private static final double SAMPLE = 30;

  /** Names of lines beyond these are counted in one row. */
  private static final int LEGEND_ROWS = 12;

  private static final int NAME_CHARACTERS = 54;

  private final Axis x;
  private final Axis y;
  private final double plotHeight;
  private final List<Line> lines;

  private LineChart(final Axis x, final Axis y, final double plotHeight, final List<Line> lines) {
    this.x = x;
    this.y = y;
    this.plotHeight = plotHeight;
    this.lines = lines;
  }

  /**
   * A chart whose axes are of the same length, such as a ROC curve.
   *
   * @param x to the right
   * @param y up
   * @param lines in the order of their names; bold ones are drawn above the others
   * @param alt what the chart shows, for those who do not see it
   * @return the drawing
   */
  public static Svg square(final Axis x, final Axis y, final List<Line> lines, final String alt) {
    return new LineChart(x, y, WIDTH - LEFT - RIGHT, lines).draw(alt);
  }

  /**
   * A chart that is wider than high.
   *
   * @param x to the right
   * @param y up
   * @param lines in the order of their names; bold ones are drawn above the others
   * @param alt what the chart shows, for those who do not see it
   * @return the drawing
   */
  public static Svg wide(final Axis x, final Axis y, final List<Line> lines, final String alt) {
    return new LineChart(x, y, 210, lines).draw(alt);
  }

  private Svg draw(final String alt) {
    final List<Line> named = lines.stream().filter(l -> !l.label().isEmpty()).toList();
    final int rows = Math.min(named.size(), LEGEND_ROWS);
    final Svg svg = new Svg(WIDTH, TOP + plotHeight + BOTTOM + rows * ROW, alt);
    axes(svg);
    final List<Line> order = new ArrayList<>(lines);
    order.sort((a, b) -> Integer.compare(above(a), above(b)));
    order.forEach(l -> band(svg, l));
    order.forEach(l -> line(svg, l));
    for (int i = 0; i < rows; i++) {
      final double at = TOP + plotHeight + BOTTOM + (i + 0.7) * ROW;
      if (i == LEGEND_ROWS - 1 && named.size() > LEGEND_ROWS) {
        svg.text(MARGIN + SAMPLE + 8, at, Anchor.START, "and " + (named.size() - i) + " more");
      } else {
        legend(svg, named.get(i), at);
      }
    }
    return svg;
  }

  private static int above(final Line line) {
    return switch (line.style()) {
      case REFERENCE -> 0;
      case THIN, OPEN -> 1;
      case BOLD, DOTS -> 2;
    };
  }

  private void axes(final Svg svg) {
    final Pen grid = new Pen(Palette.GRID, 1);
    for (final double tick : x.ticks()) {
      svg.line(x(tick), TOP, x(tick), TOP + plotHeight, grid);
      svg.text(x(tick), TOP + plotHeight + 16, Anchor.MIDDLE, Axis.text(tick));
    }
    for (final double tick : y.ticks()) {
      svg.line(LEFT, y(tick), WIDTH - RIGHT, y(tick), grid);
      svg.text(LEFT - 6, y(tick) + 4, Anchor.END, Axis.text(tick));
    }
    final Pen ink = new Pen(Palette.INK, 1);
    svg.line(LEFT, TOP, LEFT, TOP + plotHeight, ink);
    svg.line(LEFT, TOP + plotHeight, WIDTH - RIGHT, TOP + plotHeight, ink);
    svg.text(LEFT + (WIDTH - LEFT - RIGHT) / 2, TOP + plotHeight + 35, Anchor.MIDDLE, x.label());
    svg.upright(13, TOP + plotHeight / 2, y.label());
  }

  private void band(final Svg svg, final Line line) {
    line.band()
        .ifPresent(
            b -> {
              final int n = b.x().length;
              if (line.style() == Line.Style.DOTS) {
                for (int i = 0; i < n; i++) {
                  svg.line(x(b.x()[i]), y(b.low()[i]), x(b.x()[i]), y(b.high()[i]), pen(line));
                }
                return;
              }
              final double[] px = new double[2 * n];
              final double[] py = new double[2 * n];
              for (int i = 0; i < n; i++) {
                px[i] = x(b.x()[i]);
                py[i] = y(b.low()[i]);
                px[2 * n - 1 - i] = px[i];
                py[2 * n - 1 - i] = y(b.high()[i]);
              }
              svg.area(px, py, pen(line).color(), 0.16);
            });
  }

  private void line(final Svg svg, final Line line) {
    final double[] px = new double[line.x().length];
    final double[] py = new double[px.length];
    for (int i = 0; i < px.length; i++) {
      px[i] = x(line.x()[i]);
      py[i] = y(line.y()[i]);
    }
    if (line.style() != Line.Style.DOTS && line.style() != Line.Style.OPEN) {
      svg.polyline(px, py, pen(line));
    }
    for (int i = 0; i < px.length; i++) {
      if (Double.isFinite(py[i])) {
        dot(svg, line, px[i], py[i]);
      }
    }
  }

  private void dot(final Svg svg, final Line line, final double px, final double py) {
    if (line.style() == Line.Style.DOTS || line.style() == Line.Style.OPEN) {
      svg.dot(px, py, 3.5, pen(line).color(), line.style() == Line.Style.DOTS);
    }
  }

  private void legend(final Svg svg, final Line line, final double at) {
    final double[] x = {MARGIN, MARGIN + SAMPLE};
    if (line.style() != Line.Style.DOTS && line.style() != Line.Style.OPEN) {
      svg.polyline(x, new double[] {at - 4, at - 4}, pen(line));
    }
    dot(svg, line, MARGIN + SAMPLE / 2, at - 4);
    final String name = line.label();
    svg.text(MARGIN + SAMPLE + 8, at, Anchor.START, ShortText.of(name, NAME_CHARACTERS));
  }

  private Pen pen(final Line line) {
    return switch (line.style()) {
      case BOLD -> new Pen(Palette.INK, 2.4);
      case DOTS -> new Pen(Palette.INK, 1.4);
      case REFERENCE -> new Pen(Palette.REFERENCE, 1.2, "5 4");
      case THIN, OPEN ->
          Palette.pen(
              (int) lines.stream().takeWhile(l -> l != line).filter(l -> above(l) == 1).count(),
              1.4);
    };
  }

  private double x(final double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * clip(x.place(value));
  }

  private double y(final double value) {
    return TOP + plotHeight * (1 - clip(y.place(value)));
  }

  /** Lines that leave the axes run along the frame. */
  private static double clip(final double place) {
    return Math.max(0, Math.min(1, place));
  }
}
