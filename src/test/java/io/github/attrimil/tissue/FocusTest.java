package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.image.AreaAverage;
import io.github.attrimil.tissue.image.FocusMeasure;
import io.github.attrimil.tissue.patches.ClamVariant;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FocusTest {

  private static final int SIDE = 3072;
  private static final int PATCH = 128;

  private static PatchSettings settings(final boolean blur) {
    return new PatchSettings(
        new PatchParameters(0, PATCH, PATCH, 0, ContourRule.CENTER, true, 0),
        TissueParameters.defaults(),
        new AreaChoice(false, blur, Optional.<Path>empty(), Optional.<Path>empty()));
  }

  /** A section whose right half is blurred by a normal distribution, in level-0 pixels. */
  private static ImageSlide halfBlurred(final long seed, final double sigma) {
    final RgbImage sharp = ImageSlide.painted(ImageSlide.painter(SIDE, seed)).image();
    final int r = (int) Math.ceil(3 * sigma);
    final float[] kernel = new float[2 * r + 1];
    float sum = 0;
    for (int i = -r; i <= r; i++) {
      kernel[i + r] = (float) Math.exp(-i * i / (2 * sigma * sigma));
      sum += kernel[i + r];
    }
    byte[] rgb = sharp.rgb();
    for (final int step : new int[] {1, SIDE}) {
      final byte[] out = rgb.clone();
      for (int y = 0; y < SIDE; y++) {
        for (int x = SIDE / 2; x < SIDE; x++) {
          final int along = step == 1 ? x : y;
          for (int c = 0; c < 3; c++) {
            float v = 0;
            for (int k = -r; k <= r; k++) {
              final int at = Math.max(0, Math.min(SIDE - 1, along + k)) - along;
              v += kernel[k + r] * (rgb[3 * (y * SIDE + x + at * step) + c] & 0xff);
            }
            out[3 * (y * SIDE + x) + c] = (byte) Math.round(v / sum);
          }
        }
      }
      rgb = out;
    }
    return new ImageSlide(new RgbImage(SIDE, SIDE, rgb));
  }

  private static int[] halves(final PatchPlan plan) {
    final int[] n = new int[2];
    for (int i = 0; i < plan.coords().size(); i++) {
      n[plan.coords().xLevel0()[i] + PATCH / 2 < SIDE / 2 ? 0 : 1]++;
    }
    return n;
  }

  /** Blur of 1.5 and 4 micrometers. */
  @ParameterizedTest
  @ValueSource(doubles = {3, 8})
  void theBlurredHalfIsLeftOut(final double sigma) {
    final ImageSlide slide = halfBlurred(1, sigma);
    final int[] all = halves(slide.plan(settings(false)));
    final int[] kept = halves(slide.plan(settings(true)));
    assertTrue(all[0] > 100 && all[1] > 100);
    assertTrue(kept[0] >= 0.97 * all[0], kept[0] + " of " + all[0] + " sharp ones");
    assertTrue(kept[1] <= 0.06 * all[1], kept[1] + " of " + all[1] + " blurred ones");
  }

  @ParameterizedTest
  @ValueSource(longs = {2})
  void aSharpSlideLosesNothing(final long seed) {
    final ImageSlide slide = ImageSlide.painted(ImageSlide.painter(SIDE, seed));
    final PatchPlan plan = slide.plan(settings(true));
    assertEquals(0, plan.excluded().get(0).mask().tissuePixels());
    assertEquals(
        ClamVariant.text(slide.plan(settings(false)).coords()), ClamVariant.text(plan.coords()));
  }

  @Test
  void withoutStructureThereIsNothingToJudgeBy() {
    assertTrue(Double.isNaN(FocusMeasure.of(RgbImage.white(128, 128))));
  }

  @Test
  void theMeasureIsIndependentOfContrast() {
    final RgbImage section =
        AreaAverage.of(ImageSlide.painter(2048, 1).paint(640, 896, 512, 512), 2);
    final ImageSlide pale = new ImageSlide(section).with((v, x, y, c) -> 243 - (243 - v) * 2 / 3);
    final double full = FocusMeasure.of(section);
    assertEquals(full, FocusMeasure.of(pale.image()), 0.25 * full);
  }
}
