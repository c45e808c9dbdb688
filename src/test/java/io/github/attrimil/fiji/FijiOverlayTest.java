package io.github.attrimil.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.measure.ResultsTable;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.ModelLabel;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.Prediction;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.picture.MapPainter;
import io.github.attrimil.explain.picture.ScoreImage;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FijiOverlayTest {

  private static final PatchScores SCORES =
      Phantoms.grid(1024, 2048, 4, 3, 512, 512, (x, y) -> x > 2000 ? 1 : -1);
  private static final ScoreMap MAP = ScoreMap.of(SCORES, 1);
  private static final ScoreColors COLORS = new ScoreColors(1, "as given");
  // 16 level-0 pixels a pixel: a patch is 32 pixels
  private static final Overview OVERVIEW = new Overview(Phantoms.plain(800, 700, 200), 3, 16, 16);

  private static MapModel model() {
    return new MapModel(SCORES, OVERVIEW, 1);
  }

  @Test
  void theImageIsTheSlideInMicrometers() {
    final ImagePlus image = FijiOverlay.of(model());
    assertEquals(0xffc8c8c8, image.getProcessor().get(70, 140));
    assertEquals(16 * 0.499, image.getCalibration().pixelWidth);
    assertEquals(16 * 0.501, image.getCalibration().pixelHeight);
    assertEquals("micron", image.getCalibration().getUnit());
    assertEquals("3", image.getStringProperty("Level"));
    assertEquals("slide", image.getStringProperty("Slide"));
  }

  @Test
  void theMapLiesWhereThePatchesAre() {
    final Overlay overlay = FijiOverlay.overlay(model());
    assertEquals(2, overlay.size());
    final ImageRoi map = (ImageRoi) overlay.get(0);
    assertEquals("map tumor", map.getName());
    final int[] argb = new MapPainter(MAP, COLORS, OVERVIEW).layer();
    // Patches begin at pixel 1024/16 = 64 and 2048/16 = 128 and end before 192 and 224.
    for (int y = 0; y < 700; y++) {
      for (int x = 0; x < 800; x++) {
        final boolean patch = x >= 64 && x < 192 && y >= 128 && y < 224;
        assertEquals(patch ? 255 : 0, argb[y * 800 + x] >>> 24, x + " " + y);
      }
    }
    // Scores change at level-0 pixel 2048, pixel 128.
    assertNotEquals(argb[130 * 800 + 127], argb[130 * 800 + 128]);
    assertEquals(argb[130 * 800 + 66], argb[130 * 800 + 127]);
    assertEquals(argb[130 * 800 + 128] & 0xffffff, map.getProcessor().get(128, 130) & 0xffffff);
  }

  @Test
  void theLegendHidesNoPatchWhereItNeedNot() {
    final ImageRoi legend = (ImageRoi) FijiOverlay.overlay(model()).get(1);
    assertTrue(legend.getBounds().x >= 192 || legend.getBounds().y >= 224);
    assertTrue(legend.getBounds().getMaxX() <= 800 && legend.getBounds().getMaxY() <= 700);
  }

  @Test
  void aLegendThatWouldHidePatchesInEveryCornerLiesBesideTheSlide() {
    final Overview small = new Overview(Phantoms.plain(130, 100, 200), 3, 16, 16);
    final PatchScores full = Phantoms.grid(0, 0, 4, 3, 512, 512, (x, y) -> 1);
    final MapModel model = new MapModel(full, small, 1);
    final ImagePlus image = FijiOverlay.of(model);
    final ImageRoi legend = (ImageRoi) image.getOverlay().get(1);
    assertEquals(130, legend.getBounds().x);
    assertEquals(130 + legend.getBounds().width, image.getWidth());
    assertEquals(0xffffffff, image.getProcessor().get(135, 99));
    assertEquals(0xffc8c8c8, image.getProcessor().get(129, 99));
    // Another view of the map leaves it there.
    model.show(model.view().withThreshold(5));
    assertEquals(130, FijiOverlay.overlay(model).get(1).getBounds().x);
    assertEquals(0, model().margin());
  }

  @Test
  void aMapOfTwoClassesNeverOpensOnTheNegativeOne() {
    final List<String> names = List.of("normal", "tumor");
    assertEquals(1, AskedClass.of(names, 0));
    assertEquals(1, AskedClass.of(names, 1));
    assertEquals(0, AskedClass.of(List.of("malignant", "Benign"), 1));
    assertEquals(1, AskedClass.of(List.of("0", "1"), 0));
    assertEquals(0, AskedClass.of(List.of("luad", "lusc"), 0));
    assertEquals(0, AskedClass.of(List.of("normal", "luad", "lusc"), 0));
  }

  @Test
  void thePanelSaysWhatTheModelThinksAndWhatRedMeans() {
    final PatchScores predicted =
        new PatchScores(
            "s",
            new ModelLabel("m", ModelLabel.meanOf(3), List.of("normal", "tumor")),
            SCORES.grid(),
            Optional.empty(),
            SCORES.values(),
            SCORES.logit(),
            Optional.of(new Prediction(List.of(0.07, 0.93), List.of(1, 0, 1))));
    final MapModel model = new MapModel(predicted, OVERVIEW, 0);
    assertEquals(
        "Predicted: tumor, probability 0.93, 2 of 3 folds agree (mean of 3 folds)."
            + " Label: normal, not as predicted.\nRed supports \"normal\", blue opposes it.",
        VerdictText.of(model, Optional.of("normal")));
    assertTrue(VerdictText.of(model(), Optional.empty()).startsWith("Predicted: "));
  }

  @Test
  void anOpenImageHasTheIdThatTablesHave() {
    assertEquals("demo_001", ImagePlusSlide.id("demo_001.ome.tif - demo_001.ome"));
    assertEquals("slide 7", ImagePlusSlide.id("slide 7.svs - Series 1"));
    assertEquals("demo_001", ImagePlusSlide.id("demo_001.ome.tif"));
    assertEquals("demo_001", ImagePlusSlide.id("demo_001.tif-1"));
    assertEquals("a - b", ImagePlusSlide.id("a - b"));
    assertEquals("patient-12", ImagePlusSlide.id("patient-12"));
  }

  @Test
  void theTableHasARowAPatch() {
    final ResultsTable table = ResultsOf.patches(SCORES);
    assertEquals(12, table.size());
    assertEquals(1024 * 0.499, table.getValue("xMicrons", 0), 1e-9);
    assertEquals(-1, table.getValue("score_tumor", 0));
    double sum = SCORES.additive().orElseThrow().bias()[0];
    for (int i = 0; i < 12; i++) {
      sum += table.getValue("contribution_normal", i);
    }
    assertEquals(SCORES.logit()[0], sum, 1e-9);
  }

  @Test
  void scoreImagesKeepSignAndRange() {
    final ImagePlus image = ScoreImage.of(SCORES, 1, Drawing.plain(), MAP, COLORS);
    assertEquals(-1f, image.getProcessor().getf(0, 0));
    assertEquals(1f, image.getProcessor().getf(3, 2));
    assertEquals(-1, image.getDisplayRangeMin());
    // Neutral in the middle of the look-up table
    final int middle = image.getProcessor().getLut().getRGB(128) & 0xffffff;
    assertTrue((middle >> 16) > 240 && (middle & 0xff) > 230);
  }

  @Test
  void paintingLeavesWhatNoPatchCovers() {
    final BufferedImage image = new MapPainter(MAP, COLORS, OVERVIEW).paint();
    assertEquals(0xffc8c8c8, image.getRGB(63, 128));
    // 1 is red, -1 is blue
    final int red = image.getRGB(140, 130);
    final int blue = image.getRGB(80, 130);
    assertTrue((red >> 16 & 0xff) > 2 * (red & 0xff));
    assertTrue((blue & 0xff) > 2 * (blue >> 16 & 0xff));
  }

  @Test
  void aScoreOfZeroLeavesGrayTissue() {
    final PatchScores zero = Phantoms.grid(1024, 2048, 4, 3, 512, 512, (x, y) -> 0);
    final BufferedImage image = new MapPainter(ScoreMap.of(zero, 1), COLORS, OVERVIEW).paint();
    final int gray = image.getRGB(140, 130);
    assertEquals(gray & 0xff, gray >> 16 & 0xff);
    assertTrue((gray & 0xff) > 150);
  }

  @Test
  void pixelsWithoutPatchAreCoveredAndNoOthers() {
    // Two patches on a diagonal: half of the rectangle around them has none.
    final PatchScores two =
        Phantoms.scores(new long[] {0, 512}, new long[] {0, 512}, 512, 512, (x, y) -> 1);
    final ScoreMap map = ScoreMap.of(two, 1);
    final ImageRoi cover = (ImageRoi) ScoreImage.cover(map).get(0);
    final int width = map.grid().width();
    int covered = 0;
    for (int i = 0; i < map.pixels().length; i++) {
      final boolean opaque = cover.getProcessor().get(i % width, i / width) != 0;
      assertEquals(Float.isNaN(map.pixels()[i]), opaque, "pixel " + i);
      covered += opaque ? 1 : 0;
    }
    assertEquals(map.pixels().length / 2, covered);
  }

  @Test
  void aMapIsNotTakenForASlide() {
    final ImagePlus slide = new ImagePlus("biopsy 7.png", new ij.process.ColorProcessor(4, 4));
    assertSame(slide, OpenImages.slide(slide));
    assertNull(OpenImages.slide(FijiOverlay.of(model())));
    assertNull(OpenImages.slide(ScoreImage.of(SCORES, 1, Drawing.plain(), MAP, COLORS)));
    assertNull(OpenImages.slide(null));
  }
}
