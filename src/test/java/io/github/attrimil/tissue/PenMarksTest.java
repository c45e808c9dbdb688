package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.demo.TissuePainter;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.patches.ClamVariant;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.MaskPictures;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PenMarksTest {

  private static final int SIDE = 2048;
  private static final int PATCH = 64;
  private static final PatchParameters PATCHES =
      new PatchParameters(0, PATCH, PATCH, 0, ContourRule.CENTER, true, 0);
  private static final TissueParameters TISSUE = TissueParameters.defaults();
  private static final PatchSettings WITHOUT = new PatchSettings(PATCHES, TISSUE);
  private static final PatchSettings WITH =
      new PatchSettings(
          PATCHES,
          TISSUE,
          new AreaChoice(true, false, Optional.<Path>empty(), Optional.<Path>empty()));

  /**
   * A stroke from the upper left to the lower right, 240 pixels (120 micrometers) wide, thinner
   * than pens write.
   */
  private static boolean stroke(final double x, final double y) {
    return Math.abs(x - y) <= 120 * Math.sqrt(2);
  }

  /** Ink over a section: light that passes both. */
  private static ImageSlide inked(final TissuePainter painter, final int... ink) {
    return ImageSlide.painted(painter)
        .with((v, x, y, c) -> stroke(x, y) ? Math.round(v * ink[c] / 255f) : v);
  }

  @ParameterizedTest
  @CsvSource({"20,130,60", "30,80,190", "220,40,45", "25,25,28"})
  void strokesAreLeftOut(final int red, final int green, final int blue) {
    final TissuePainter painter = ImageSlide.painter(SIDE, 3);
    final PatchPlan plan = inked(painter, red, green, blue).plan(WITH);
    for (int i = 0; i < plan.coords().size(); i++) {
      final long x = plan.coords().xLevel0()[i];
      final long y = plan.coords().yLevel0()[i];
      assertFalse(stroke(x + PATCH / 2, y + PATCH / 2), "a patch on ink at " + x + ", " + y);
    }
    // No tissue is lost but for the margin around the ink.
    int far = 0;
    int kept = 0;
    for (int y = 32; y < SIDE; y += PATCH) {
      for (int x = 32; x < SIDE; x += PATCH) {
        if (painter.tissue(x, y) && Math.abs(x - y) > 500) {
          far++;
          kept += plan.mask().data()[y * SIDE + x];
        }
      }
    }
    assertTrue(far > 100 && kept > 0.97 * far, kept + " of " + far);
    int truth = 0;
    int both = 0;
    int all = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      final int found = plan.excluded().get(0).at(i % SIDE, i / SIDE) ? 1 : 0;
      truth += stroke(i % SIDE, i / SIDE) ? 1 : 0;
      both += stroke(i % SIDE, i / SIDE) ? found : 0;
      all += found;
    }
    assertTrue(both > 0.98 * truth, both + " of " + truth + " pixels of ink");
    // The stroke is 340 pixels wide along a row; added are squares of 64 pixels and of 32 to see
    // by.
    assertTrue(all < (340 + 4 * (64 + 32)) / 340.0 * truth, all + " for " + truth);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aSectionWithoutInkLosesNothing(final long seed) {
    final ImageSlide slide = ImageSlide.painted(ImageSlide.painter(SIDE, seed));
    final PatchPlan with = slide.plan(WITH);
    assertEquals(0, with.excluded().get(0).mask().tissuePixels());
    assertEquals(ClamVariant.text(slide.plan(WITHOUT).coords()), ClamVariant.text(with.coords()));
  }

  /** Stains by Beer and Lambert's law, in all amounts up to the darkest that still let light by. */
  @Test
  void stainsAreNotInk() {
    final double[][][] vectors = {
      {{0.650, 0.704, 0.286}, {0.072, 0.990, 0.105}, {0.268, 0.570, 0.776}}, // Ruifrok, Johnston
      {{0.563, 0.720, 0.406}, {0.216, 0.801, 0.558}, {0.268, 0.570, 0.776}} // Macenko and DAB
    };
    int colors = 0;
    for (final double[][] v : vectors) {
      for (double h = 0; h <= 1; h += 0.05) {
        for (double e = 0; e <= 1; e += 0.05) {
          for (double d = 0; d <= 1; d += 0.05) {
            final int[] rgb = new int[3];
            for (int c = 0; c < 3; c++) {
              final double density = h * v[0][c] + e * v[1][c] + d * v[2][c];
              rgb[c] = (int) Math.round(243 * Math.pow(10, -density));
            }
            if (h + e + d <= 1.2) {
              colors++;
              assertFalse(
                  PenMarks.isInk(rgb[0], rgb[1], rgb[2]),
                  h + " " + e + " " + d + " " + rgb[0] + "," + rgb[1] + "," + rgb[2]);
            }
          }
        }
      }
    }
    assertTrue(colors > 1000);
  }

  @Test
  void theStitchShowsWhatIsLeftOut() {
    final PatchPlan plan = inked(ImageSlide.painter(SIDE, 3), 20, 130, 60).plan(WITH);
    final RgbImage stitch = MaskPictures.stitch(plan);
    final int middle = 3 * (stitch.height() / 16 * stitch.width() + stitch.width() / 16);
    // Half orange, half the ink, which is faded by three quarters.
    assertEquals((0xff + 195) / 2.0, stitch.rgb()[middle] & 0xff, 12);
    assertEquals((0x80 + 225) / 2.0, stitch.rgb()[middle + 1] & 0xff, 12);
    assertEquals(206 / 2.0, stitch.rgb()[middle + 2] & 0xff, 12);
  }
}
