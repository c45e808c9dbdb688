package io.github.attrimil.explain.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.explain.map.MapModel;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LegendTest {

  @ParameterizedTest
  @CsvSource({
    "300, 10, true, 200, 2 mm",
    "99, 10, true, 50, 500 µm",
    "300, 0.5, true, 200, 100 µm",
    "100, 1, true, 100, 100 µm",
    "90, 0.005, true, 40, 0.2 µm",
    "300, 16, false, 125, 2000 px"
  })
  void scaleBarsHaveRoundLengths(
      final double longest,
      final double perPixel,
      final boolean microns,
      final double pixels,
      final String label) {
    final ScaleBar bar = ScaleBar.atMost(longest, perPixel, microns);
    assertEquals(pixels, bar.pixels(), 1e-9);
    assertEquals(label, bar.label());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.1457, 1.15", "0.5, 0.5", "1234.5, 1230", "0.00012345, 1.23e-04"})
  void numbersHaveThreeDigits(final double value, final String text) {
    assertEquals(text, Numbers.number(value));
  }

  @Test
  void longLinesAreBrokenAndNothingIsLost() {
    Assumptions.assumeTrue(Fonts.available(), "no fonts");
    final FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
            .createGraphics()
            .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    final String text = "in situ adenocarcinoma_with_a_very_long_name_indeed or not";
    final List<String> lines = Legend.wrap(text, metrics, 120);
    assertTrue(lines.size() > 2);
    assertTrue(lines.stream().allMatch(l -> metrics.stringWidth(l) <= 120), lines.toString());
    assertEquals(text.replace(" ", ""), String.join("", lines).replace(" ", ""));
  }

  @Test
  void theFigureLeavesTheSlideFreeAndSaysTheScale() {
    Assumptions.assumeTrue(Fonts.available(), "no fonts");
    final PatchScores scores = Phantoms.grid(0, 0, 4, 3, 512, 512, (x, y) -> x - y);
    final Overview overview = new Overview(Phantoms.plain(800, 700, 200), 3, 16, 16);
    final BufferedImage picture =
        OverlayPicture.draw(
            scores,
            1,
            Drawing.plain(),
            ScoreMap.of(scores, 1),
            ScoreColors.of(scores.shown(1)),
            overview);
    assertTrue(picture.getWidth() > 800);
    assertEquals(0xffc8c8c8, picture.getRGB(799, 699));
    // The only dark line this long is the scale bar: 16 * 0.499 um a pixel, at most 40% of 800
    // pixels and of the panel's width: 1 mm is 125.25 pixels.
    int longest = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      int run = 0;
      for (int x = 801; x < picture.getWidth(); x++) {
        run = picture.getRGB(x, y) == 0xff202020 ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
    }
    assertEquals(125, longest);
  }

  @ParameterizedTest
  @EnumSource(Drawing.Display.class)
  void nothingIsCutOffOnThePicture(final Drawing.Display display) {
    Assumptions.assumeTrue(Fonts.available(), "no fonts");
    final PatchScores scores =
        Phantoms.grid(0, 0, 4, 3, 512, 512, (x, y) -> 12345.678 * (x - y) / 512);
    final Overview overview = new Overview(Phantoms.plain(800, 700, 200), 3, 16, 16);
    final MapModel model = new MapModel(scores, overview, 1, new Drawing(display, 2.5));
    final BufferedImage legend =
        Legend.onTop(
            scores,
            model.view(),
            model.values(),
            model.drawing().smoothingText(scores),
            model.colors(),
            overview);
    for (int y = 0; y < legend.getHeight(); y++) {
      assertEquals(0xffffffff, legend.getRGB(legend.getWidth() - 1, y), display + " line " + y);
    }
  }
}
