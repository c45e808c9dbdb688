package io.github.attrimil.report.chart;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.report.page.Pen;
import io.github.attrimil.report.page.ShortText;
import io.github.attrimil.report.page.Svg;
import io.github.attrimil.report.page.Svg.Anchor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Estimates with their intervals, one below the other: a forest plot. */
public final class IntervalChart {

  private static final double WIDTH = 400;
  private static final double RIGHT = 12;
  private static final double LEFT = 12;
  private static final double TOP = 6;
  private static final double BOTTOM = 44;
  private static final double ROW = 36;
  private static final int NAME_CHARACTERS = 30;

  /**
   * One row.
   *
   * @param name its name
   * @param text its number as text
   * @param estimate the estimate; one that is not a number has no dot
   * @param low lower bound
   * @param high upper bound
   * @param filled whether its dot is filled
   */
  public record Row(
      String name, String text, double estimate, double low, double high, boolean filled) {

    /**
     * @param name its name
     * @param interval its number, if it has one
     * @param none the text where it has none
     * @param filled whether its dot is filled
     * @return the row
     */
    public static Row of(
        final String name,
        final Optional<Interval> interval,
        final String none,
        final boolean filled) {
      return interval
          .map(i -> new Row(name, i.text(), i.estimate(), i.low(), i.high(), filled))
          .orElse(new Row(name, none, Double.NaN, Double.NaN, Double.NaN, filled));
    }
  }

  private IntervalChart() {}

  /**
   * @param axis of the estimates
   * @param rows from top to bottom
   * @param reference a value that is marked by a line, such as chance
   * @param alt what the chart shows, for those who do not see it
   * @return the drawing
   */
  public static Svg draw(
      final Axis axis, final List<Row> rows, final OptionalDouble reference, final String alt) {
    final double bottom = TOP + rows.size() * ROW;
    final Svg svg = new Svg(WIDTH, bottom + BOTTOM, alt);
    for (final double tick : axis.ticks()) {
      upright(svg, x(axis, tick), rows.size(), new Pen(Palette.GRID, 1));
      svg.text(x(axis, tick), bottom + 15, Anchor.MIDDLE, Axis.text(tick));
    }
    reference.ifPresent(
        r -> upright(svg, x(axis, r), rows.size(), new Pen(Palette.REFERENCE, 1.2, "5 4")));
    svg.text(WIDTH / 2, bottom + 34, Anchor.MIDDLE, axis.label());
    svg.line(LEFT, bottom, WIDTH - RIGHT, bottom, new Pen(Palette.INK, 1));
    for (int i = 0; i < rows.size(); i++) {
      row(svg, axis, rows.get(i), TOP + i * ROW);
    }
    return svg;
  }

  /** Beside the intervals, not through the names. */
  private static void upright(final Svg svg, final double x, final int rows, final Pen pen) {
    for (int i = 0; i < rows; i++) {
      svg.line(x, TOP + i * ROW + 18, x, TOP + (i + 1) * ROW, pen);
    }
  }

  private static void row(final Svg svg, final Axis axis, final Row row, final double top) {
    final String name = row.name();
    svg.text(LEFT, top + 14, Anchor.START, ShortText.of(name, NAME_CHARACTERS));
    svg.text(WIDTH - RIGHT, top + 14, Anchor.END, row.text());
    if (Double.isFinite(row.estimate())) {
      final double y = top + 25;
      final double from = x(axis, row.low());
      final double to = x(axis, row.high());
      final Pen pen = new Pen(Palette.INK, 1.6);
      svg.line(from, y, to, y, pen);
      for (final double end : new double[] {from, to}) {
        svg.line(end, y - 4, end, y + 4, pen);
      }
      svg.dot(x(axis, row.estimate()), y, 4.5, Palette.INK, row.filled());
    }
  }

  private static double x(final Axis axis, final double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * Math.max(0, Math.min(1, axis.place(value)));
  }

  /**
   * @param label what it shows
   * @param rows of a chart
   * @return an axis within 0 and 1 that has all of them
   */
  public static Axis share(final String label, final List<Row> rows) {
    final double least =
        rows.stream()
            .flatMapToDouble(r -> Arrays.stream(new double[] {r.low(), r.estimate()}))
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    return least >= 0.5
        ? new Axis(label, 0.5, 1, List.of(0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
        : Axis.share(label);
  }
}
