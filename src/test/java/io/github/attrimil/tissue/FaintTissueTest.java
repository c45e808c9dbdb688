package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.demo.TissuePainter;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaintTissueTest {

  private static final int SIDE = 1024;
  private static final PatchSettings SETTINGS =
      new PatchSettings(
          new PatchParameters(0, 32, 32, 0, ContourRule.CENTER, true, 0),
          TissueParameters.defaults());

  /** A section whose stain has nearly gone: what is left of each color's distance to glass. */
  private static ImageSlide faded(final TissuePainter painter, final double left) {
    return ImageSlide.painted(painter)
        .with((v, x, y, c) -> (int) Math.round(243 - (243 - v) * left));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aFaintSectionIsFound(final long seed) {
    final TissuePainter painter = ImageSlide.painter(SIDE, seed);
    // So faint that the first threshold finds nothing.
    final ImageSlide slide = faded(painter, 0.07);
    final PatchPlan plan = slide.plan(SETTINGS);
    assertTrue(plan.mask().threshold() < 8);
    assertTrue(plan.remarks().toString().contains("Otsu's threshold"), plan.remarks().toString());
    long both = 0;
    long any = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        final boolean truth = painter.tissue(x, y);
        final boolean found = plan.mask().data()[y * SIDE + x] == 1;
        both += truth && found ? 1 : 0;
        any += truth || found ? 1 : 0;
      }
    }
    assertTrue(both > 0.7 * any, "IoU " + both / (double) any);
    final TissueParameters once = new TissueParameters(8, 7, 4, false, 100, 16, 8, true);
    assertThrows(
        AttriMilException.class, () -> slide.plan(new PatchSettings(SETTINGS.patches(), once)));
  }

  @Test
  void aUsualSectionKeepsClamsThreshold() {
    final PatchPlan plan = ImageSlide.painted(ImageSlide.painter(SIDE, 1)).plan(SETTINGS);
    assertEquals(8, plan.mask().threshold());
    assertTrue(plan.remarks().isEmpty());
  }

  private static void assertRefused(final ImageSlide slide) {
    final String said =
        assertThrows(AttriMilException.class, () -> slide.plan(SETTINGS)).getMessage();
    assertTrue(said.contains("no patches"), said);
  }

  @Test
  void glassStaysEmpty() {
    final Random random = new Random(1);
    assertRefused(ImageSlide.of(SIDE, (v, x, y, c) -> 240));
    // A lamp whose color drifts over the slide.
    assertRefused(ImageSlide.of(SIDE, (v, x, y, c) -> c == 2 ? 240 - 7 * x / SIDE : 240));
    // A camera's noise.
    assertRefused(
        ImageSlide.of(SIDE, (v, x, y, c) -> (int) Math.round(240 + 3 * random.nextGaussian())));
    // Tinted glass beside a part that was not scanned.
    assertRefused(ImageSlide.of(SIDE, (v, x, y, c) -> x < 300 ? 255 : c == 2 ? 233 : 240));
    // The same with noise.
    assertRefused(
        ImageSlide.of(
            SIDE,
            (v, x, y, c) ->
                x < 300
                    ? 255
                    : (int) Math.round((c == 2 ? 233 : 240) + 0.7 * random.nextGaussian())));
  }
}
