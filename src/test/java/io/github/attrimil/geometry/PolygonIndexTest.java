package io.github.attrimil.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.tissue.patches.ContourRule;
import java.awt.geom.Path2D;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PolygonIndexTest {

  @Test
  void tallZigzagAgreesWithJava2D() {
    // Every edge spans all rows, which is what bands are worst at.
    final int n = 400;
    final double[] x = new double[n + 2];
    final double[] y = new double[n + 2];
    for (int i = 0; i < n; i++) {
      x[i] = 10 * i;
      y[i] = i % 2 == 0 ? 0 : 100_000;
    }
    x[n] = 10 * n;
    y[n] = 150_001;
    y[n + 1] = 150_001;
    final PolygonIndex index = new PolygonIndex(new Polygon(x, y));
    final Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    path.closePath();
    int seen = 0;
    for (int k = 0; k < 5000; k++) {
      final double px = k * 37 % 4100 - 30 + 0.5;
      final double py = k * 7919L % 160_000 - 3000 + 0.5;
      final int located = index.locate(px, py);
      if (located != 0) {
        assertEquals(path.contains(px, py) ? 1 : -1, located, px + ", " + py);
        seen++;
      }
    }
    assertEquals(5000, seen, 50);
  }

  @Test
  void pointsAndLinesHaveOnlyABorder() {
    final PolygonIndex point = new PolygonIndex(new Polygon(new double[] {5}, new double[] {7}));
    assertEquals(0, point.locate(5, 7));
    assertEquals(-1, point.locate(5.5, 7));
    final PolygonIndex line =
        new PolygonIndex(new Polygon(new double[] {0, 10, 10, 0}, new double[] {0, 0, 0, 0}));
    assertEquals(0, line.locate(3.5, 0));
    assertEquals(-1, line.locate(3.5, 0.5));
    assertEquals(-1, line.locate(10.5, 0));
  }

  @Test
  void rulesLookAtTheirPoints() {
    // Only the lower right of the four points of a patch of 16 at (0, 0), which is (12, 12).
    final PolygonIndex contour =
        new PolygonIndex(new Polygon(new double[] {12, 30, 30, 12}, new double[] {12, 12, 30, 30}));
    final boolean[] taken = new boolean[ContourRule.values().length];
    for (final ContourRule rule : ContourRule.values()) {
      taken[rule.ordinal()] = rule.accepts(contour, 0, 0, 16);
    }
    assertEquals("[true, false, false, false]", Arrays.toString(taken));
    assertEquals(true, ContourRule.BASIC.accepts(contour, 30, 30, 16));
    assertEquals(true, ContourRule.CENTER.accepts(contour, 4, 4, 16));
    assertEquals(true, ContourRule.HARD.accepts(contour, 12, 12, 16));
    assertEquals(false, ContourRule.HARD.accepts(contour, 20, 12, 16));
  }
}
