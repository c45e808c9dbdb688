package io.github.attrimil.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.report.chart.SplitMatrix.Use;
import io.github.attrimil.report.page.Pages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ChartTest {

  private static double number(final Element e, final String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  /** The points of a path. */
  private static double[] points(final Element path) {
    return Arrays.stream(path.getAttribute("d").split("[MLZ ]+"))
        .filter(s -> !s.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static Line line(final String name, final double[] x, final double[] y) {
    return new Line(name, x, y, Line.Style.BOLD);
  }

  @Test
  void aSquareChartPutsPointsWhereTheyBelong() {
    final Element svg =
        Pages.svg(
            LineChart.square(
                Axis.share("x"),
                Axis.share("y"),
                List.of(line("a", new double[] {0, 1, 0.5}, new double[] {0, 1, 2})),
                "alt"));
    final List<Element> paths = Pages.all(svg, "path");
    final Element bold =
        paths.stream().filter(p -> p.getAttribute("stroke-width").equals("2.4")).findFirst().get();
    final double[] p = points(bold);
    // As long to the right as up; what leaves the axes runs along the frame.
    assertEquals(p[2] - p[0], p[1] - p[3], 0.02);
    assertEquals((p[0] + p[2]) / 2, p[4], 0.02);
    assertEquals(p[3], p[5], 0.02);
    assertEquals("alt", svg.getAttribute("aria-label"));
    assertTrue(Pages.texts(svg, "text").containsAll(List.of("0", "0.2", "1", "x", "y", "a")));
  }

  @Test
  void aBandSurroundsItsLine() {
    final double[] x = {0, 1};
    final Element svg =
        Pages.svg(
            LineChart.square(
                Axis.share("x"),
                Axis.share("y"),
                List.of(
                    new Line(
                        "a",
                        x,
                        new double[] {0.5, 0.5},
                        Line.Style.BOLD,
                        Optional.of(
                            new Line.Band(x, new double[] {0.4, 0.4}, new double[] {0.7, 0.7})))),
                "alt"));
    final Element band =
        Pages.all(svg, "path").stream()
            .filter(p -> p.hasAttribute("fill-opacity"))
            .findFirst()
            .get();
    final double[] b = points(band);
    assertEquals(8, b.length);
    assertEquals((b[1] - b[7]) / 0.3, b[2] - b[0], 0.1, "0.3 of the axis high, the whole wide");
  }

  @Test
  void namesBeyondTwelveAreCounted() {
    final List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(
          new Line(
              "line " + i + " " + "x".repeat(60), new double[2], new double[2], Line.Style.THIN));
    }
    final List<String> texts =
        Pages.texts(
            Pages.svg(LineChart.wide(Axis.whole("x", 0, 1), Axis.share("y"), lines, "alt")),
            "text");
    assertTrue(texts.contains("and 19 more"), texts::toString);
    assertTrue(texts.stream().anyMatch(t -> t.startsWith("line 10 ") && t.endsWith("…")));
    assertTrue(texts.stream().noneMatch(t -> t.startsWith("line 11 ")));
  }

  @Test
  void axesAreRoundAndHoldTheirValues() {
    final Axis loss = Axis.around("loss", 0.13, Double.NaN, 0.92, Double.POSITIVE_INFINITY);
    assertEquals(0, loss.least(), 1e-12);
    assertEquals(1, loss.most(), 1e-12);
    assertEquals("0.2", Axis.text(loss.ticks().get(1)));
    final Axis same = Axis.around("loss", 3, 3);
    assertTrue(same.least() < 3 && same.most() > 3);
    final Axis none = Axis.around("loss");
    assertTrue(none.least() < none.most());
    final Axis epochs = Axis.whole("epoch", 0, 59);
    assertEquals(List.of(0.0, 20.0, 40.0), epochs.ticks());
    assertEquals(59, epochs.most());
    assertEquals(1, Axis.whole("epoch", 0, 0).most());
    assertEquals("0.3", Axis.text(0.1 + 0.2));
    assertEquals("−0.05", Axis.text(-0.05));
    assertEquals("2500", Axis.text(2500));
    assertEquals("5e-7", Axis.text(5e-7).replace('−', '-'));
  }

  @Test
  void barsOfSplitsAreAsWideAsTheirNumbers() {
    final Element svg =
        Pages.svg(
            SplitBars.draw(
                List.of(
                    new SplitBars.Bar(
                        "Fold 0",
                        List.of(
                            new SplitBars.Part("training", new long[] {20, 10}),
                            new SplitBars.Part("validation", new long[] {0, 0}),
                            new SplitBars.Part("test", new long[] {5, 5})))),
                List.of("normal", "<b>")));
    final List<Element> bars =
        Pages.all(svg, "rect").stream().filter(r -> number(r, "height") > 15).toList();
    assertEquals(4, bars.size());
    assertEquals(2, number(bars.get(0), "width") / number(bars.get(1), "width"), 0.01);
    assertEquals(4, number(bars.get(0), "width") / number(bars.get(2), "width"), 0.01);
    final Element last = bars.get(3);
    assertTrue(number(last, "x") + number(last, "width") <= 400.01);
    final List<String> texts = Pages.texts(svg, "text");
    assertTrue(texts.contains("Fold 0: training 30, test 10"), texts::toString);
    assertTrue(texts.containsAll(List.of("normal", "<b>", "20", "5")), texts::toString);
    assertTrue(svg.getAttribute("aria-label").contains("training 30"));
  }

  @Test
  void aMatrixJoinsNeighborsOfOneUse() {
    final Use[] use = {Use.TEST, Use.TEST, Use.TRAIN, Use.NONE, Use.VALIDATION};
    final Element svg = Pages.svg(SplitMatrix.draw(List.<Use[]>of(use), new long[] {3, 2}, "alt"));
    final List<Element> cells =
        Pages.all(svg, "rect").stream().filter(r -> number(r, "height") == 20).toList();
    assertEquals(3, cells.size());
    assertEquals(2, number(cells.get(0), "width") / number(cells.get(1), "width"), 0.01);
  }

  @Test
  void intervalsAreDrawnWhereTheyAreDefined() {
    final List<IntervalChart.Row> rows =
        List.of(
            IntervalChart.Row.of("a", Optional.of(new Interval(0.8, 0.7, 0.9)), "", true),
            IntervalChart.Row.of("b", Optional.empty(), "undefined", false));
    final Axis axis = IntervalChart.share("AUC", rows);
    assertEquals(0.5, axis.least());
    final Element svg = Pages.svg(IntervalChart.draw(axis, rows, OptionalDouble.of(0.5), "alt"));
    final List<Element> dots = Pages.all(svg, "circle");
    assertEquals(1, dots.size());
    assertEquals(12 + 376 * 0.6, number(dots.get(0), "cx"), 0.02);
    assertTrue(
        Pages.texts(svg, "text").containsAll(List.of("0.800 (0.700–0.900)", "undefined", "AUC")));
    assertEquals(
        0,
        IntervalChart.share(
                "AUC",
                List.of(IntervalChart.Row.of("a", Optional.of(new Interval(1, 0.3, 1)), "", true)))
            .least());
  }

  @Test
  void colorsAreLegibleAndDifferent() {
    for (int i = 0; i < 8; i++) {
      final String fill = Palette.fill(i);
      assertTrue(Palette.contrast(fill, Palette.on(fill)) >= 4.5, fill);
    }
    for (int i = 0; i < 6; i++) {
      assertTrue(Palette.contrast(Palette.line(i), "#ffffff") >= 3, Palette.line(i));
    }
    assertTrue(Palette.contrast(Palette.REFERENCE, "#ffffff") >= 3);
    assertEquals(21, Palette.contrast("#000000", "#ffffff"), 1e-9);
    // WCAG's own example of a pair that just fails: #777777 on white.
    assertEquals(4.48, Palette.contrast("#777777", "#ffffff"), 0.005);
    final long pens =
        java.util.stream.IntStream.range(0, 12)
            .mapToObj(i -> Palette.pen(i, 1))
            .map(p -> p.color() + p.dashes())
            .distinct()
            .count();
    assertEquals(12, pens);
  }
}
