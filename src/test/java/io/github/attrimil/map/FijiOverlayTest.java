package io.github.attrimil.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.measure.ResultsTable;
import org.junit.jupiter.api.Test;

class FijiOverlayTest {

  private static final PatchScores SCORES =
      Phantoms.grid(1024, 2048, 4, 3, 512, 512, (x, y) -> x > 2000 ? 1 : -1);
  private static final ScoreMap MAP = ScoreMap.of(SCORES, 1);
  private static final ScoreColors COLORS = new ScoreColors(1, "as given");
  // 16 level-0 pixels a pixel: a patch is 32 pixels
  private static final Overview OVERVIEW = new Overview(Phantoms.plain(800, 700, 200), 3, 16, 16);

  @Test
  void theImageIsTheSlideInMicrometres() {
    final ImagePlus image = FijiOverlay.of(SCORES, 1, MAP, COLORS, OVERVIEW);
    assertEquals(0xffc8c8c8, image.getProcessor().get(70, 140));
    assertEquals(16 * 0.499, image.getCalibration().pixelWidth);
    assertEquals(16 * 0.501, image.getCalibration().pixelHeight);
    assertEquals("micron", image.getCalibration().getUnit());
    assertEquals("3", image.getStringProperty("Level"));
    assertEquals("slide", image.getStringProperty("Slide"));
  }

  @Test
  void theMapLiesWhereThePatchesAre() {
    final Overlay overlay = FijiOverlay.overlay(SCORES, 1, MAP, COLORS, OVERVIEW);
    assertEquals(2, overlay.size());
    final ImageRoi map = (ImageRoi) overlay.get(0);
    assertEquals("map tumor", map.getName());
    assertEquals(0.5, map.getOpacity());
    final java.awt.image.BufferedImage colored = map.getProcessor().getBufferedImage();
    final int[] argb = new MapPainter(MAP, COLORS, OVERVIEW).layer();
    // Patches begin at pixel 1024/16 = 64 and 2048/16 = 128 and end before 192 and 224.
    assertEquals(0, argb[128 * 800 + 63]);
    assertEquals(COLORS.argb(-1), argb[128 * 800 + 64]);
    assertEquals(COLORS.argb(-1), argb[223 * 800 + 127]);
    assertEquals(COLORS.argb(1), argb[128 * 800 + 128]);
    assertEquals(COLORS.argb(1), argb[223 * 800 + 191]);
    assertEquals(0, argb[223 * 800 + 192]);
    assertEquals(0, argb[224 * 800 + 191]);
    assertEquals(COLORS.argb(1) & 0xffffff, colored.getRGB(128, 128) & 0xffffff);
  }

  @Test
  void theLegendHidesNoPatchWhereItNeedNot() {
    final ImageRoi legend = (ImageRoi) FijiOverlay.overlay(SCORES, 1, MAP, COLORS, OVERVIEW).get(1);
    assertTrue(legend.getBounds().x >= 192 || legend.getBounds().y >= 224);
    assertTrue(legend.getBounds().getMaxX() <= 800 && legend.getBounds().getMaxY() <= 700);
  }

  @Test
  void theTableHasARowAPatch() {
    final ResultsTable table = PatchTable.resultsTable(SCORES);
    assertEquals(12, table.size());
    assertEquals(1024 * 0.499, table.getValue("xMicrons", 0), 1e-9);
    assertEquals(-1, table.getValue("score_tumor", 0));
    double sum = SCORES.bias()[0];
    for (int i = 0; i < 12; i++) {
      sum += table.getValue("contribution_normal", i);
    }
    assertEquals(SCORES.logit()[0], sum, 1e-9);
  }

  @Test
  void scoreImagesKeepSignAndRange() {
    final ImagePlus image = ScoreImage.of(SCORES, 1, MAP, COLORS);
    assertEquals(-1f, image.getProcessor().getf(0, 0));
    assertEquals(1f, image.getProcessor().getf(3, 2));
    assertEquals(-1, image.getDisplayRangeMin());
    // Neutral in the middle of the look-up table
    final int middle = image.getProcessor().getLut().getRGB(128) & 0xffffff;
    assertTrue((middle >> 16) > 240 && (middle & 0xff) > 230);
  }

  @Test
  void paintingLeavesWhatNoPatchCovers() {
    final byte[] rgb = new MapPainter(MAP, COLORS, OVERVIEW).paint().rgb();
    assertEquals((byte) 200, rgb[3 * (128 * 800 + 63)]);
    // 1 is red, -1 is blue
    final int red = 3 * (130 * 800 + 140);
    final int blue = 3 * (130 * 800 + 80);
    assertTrue((rgb[red] & 0xff) > 2 * (rgb[red + 2] & 0xff));
    assertTrue((rgb[blue + 2] & 0xff) > 2 * (rgb[blue] & 0xff));
  }
}
