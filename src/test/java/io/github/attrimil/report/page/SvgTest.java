package io.github.attrimil.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class SvgTest {

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void numbersAreWrittenAsSvgHasThemInEveryLanguage() {
    Locale.setDefault(Locale.GERMANY);
    final Element svg =
        Pages.svg(new Svg(400, 1.25, "alt").rectangle(0.5, -0.001, 1234.5678, 100, "#0072b2"));
    assertEquals("0 0 400 1.25", svg.getAttribute("viewBox"));
    final Element rect = Pages.all(svg, "rect").get(0);
    assertEquals(
        List.of("0.5", "0", "1234.57", "100"),
        List.of("x", "y", "width", "height").stream().map(rect::getAttribute).toList());
  }

  @Test
  void pointsThatAreNoNumbersBreakALine() {
    final double[] x = {0, 1, 2, 3};
    final double[] y = {0, 1, Double.NaN, 3};
    final Element svg = Pages.svg(new Svg(4, 4, "alt").polyline(x, y, new Pen("#000", 1, "5 3")));
    final Element path = Pages.all(svg, "path").get(0);
    assertEquals("M0 0L1 1M3 3", path.getAttribute("d"));
    assertEquals("5 3", path.getAttribute("stroke-dasharray"));
  }

  @Test
  void colorsAndDashesCannotHoldMarkup() {
    assertThrows(
        IllegalArgumentException.class, () -> new Svg(1, 1, "a").rectangle(0, 0, 1, 1, "\"><b>"));
    assertThrows(AttriMilException.class, () -> new Pen("#000000", 1, "\"><b>"));
  }
}
