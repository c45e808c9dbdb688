package io.github.attrimil.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.ColorProcessor;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.map.MapModel;
import io.github.attrimil.explain.map.Surroundings;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideSource;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

  @Test
  void thePatchIsInTheMiddleAtFullResolution() {
    // Every pixel tells its place.
    final ColorProcessor pixels = new ColorProcessor(200, 160);
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 200; x++) {
        pixels.set(x, y, 0xff000000 | x << 16 | y << 8);
      }
    }
    final SlideSource source =
        ImagePlusSlide.source(new ImagePlus("slide", pixels), Optional.of(0.5));
    final PatchScores scores = Phantoms.grid(0, 0, 6, 4, 32, 32, (x, y) -> x - y);
    final MapModel model =
        new MapModel(scores, new Overview(Phantoms.plain(100, 80, 200), 0, 2, 2), 1);
    final Slide slide = source.read();
    final int patch = 8; // column 2, row 1
    final Surroundings around = Surroundings.of(scores, patch, slide);
    assertEquals(96, around.px());
    final ImagePlus image;
    try (SlideReader reader = slide.open()) {
      image = SurroundingsImage.image(around, model, around.read(slide, reader));
    }
    assertEquals(0xff000000 | 64 << 16 | 32 << 8, image.getProcessor().get(32, 32));
    assertEquals(0xff000000 | 32 << 16, image.getProcessor().get(0, 0));
    assertEquals(32 * 0.499, image.getCalibration().getX(0), 1e-9);
    final Roi last = image.getOverlay().get("patch 8");
    assertEquals(32, last.getXBase());
    assertEquals(32, last.getFloatWidth());
  }

  /** How many values are written around the middle of 5 x 5 patches of 100 pixels. */
  private static long values(final int step) {
    final PatchScores grid = Phantoms.grid(0, 0, 5, 5, 100, step, (x, y) -> 1);
    final int[] nearest = PatchGrid.unplaced(25).neighbors();
    System.arraycopy(new int[] {12, 6, 7, 8, 11, 13, 16, 17, 18}, 0, nearest, 9 * 12, 9);
    final PatchScores scores =
        new PatchScores(
            "slide",
            grid.model(),
            PatchGrid.of(grid.grid().coords(), 100, step, nearest),
            Optional.empty(),
            grid.values(),
            grid.logit());
    final MapModel model =
        new MapModel(scores, new Overview(Phantoms.plain(100, 100, 200), 0, 6, 6), 1);
    final SlideSource source =
        ImagePlusSlide.source(
            new ImagePlus("slide", new ColorProcessor(600, 600)), Optional.of(0.5));
    return Arrays.stream(
            SurroundingsImage.overlay(Surroundings.of(scores, 12, source.read()), model).toArray())
        .filter(TextRoi.class::isInstance)
        .count();
  }

  @Test
  void valuesOfPatchesThatOverlapDoNotLieOnEachOther() {
    Assumptions.assumeTrue(Fonts.available(), "no fonts");
    assertEquals(9, values(100));
    assertEquals(1, values(25));
  }

  @Test
  void atTheEdgeOfTheSlideTheRestIsWhite() {
    final SlideSource source =
        ImagePlusSlide.source(new ImagePlus("slide", new ColorProcessor(64, 64)), Optional.of(0.5));
    final PatchScores scores = Phantoms.grid(0, 0, 2, 2, 32, 32, (x, y) -> 1);
    final Slide slide = source.read();
    try (SlideReader reader = slide.open()) {
      final Surroundings around = Surroundings.of(scores, 0, slide);
      assertTrue(around.xLevel0() < 0);
      assertEquals(-1, around.read(slide, reader).rgb()[0]);
    }
  }
}
