package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.tissue.PhantomSlide;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.TissueParameters;
import org.junit.jupiter.api.Test;

class MaskPicturesTest {

  private static final PatchPlan PLAN =
      PhantomSlide.of(4000, 3000, PhantomSlide.ring(2000, 1500, 400, 1200))
          .plan(PatchParameters.defaults(), TissueParameters.defaults());

  private static int color(final RgbImage image, final double xLevel0, final double yLevel0) {
    final int x = (int) (xLevel0 * image.width() / 4000);
    final int y = (int) (yLevel0 * image.height() / 3000);
    return image.toArgb()[y * image.width() + x] & 0xffffff;
  }

  @Test
  void binary() {
    final RgbImage image = MaskPictures.binary(PLAN.mask());
    assertEquals(1334, image.width());
    assertEquals(1000, image.height());
    assertEquals(0xffffff, color(image, 2000, 700));
    assertEquals(0, color(image, 2000, 1500));
    assertEquals(0, color(image, 10, 10));
  }

  @Test
  void contours() {
    final RgbImage image = MaskPictures.contours(PLAN);
    assertEquals(0x00a000, color(image, 2000 - 1200, 1500));
    assertEquals(0x0050ff, color(image, 2000 - 400, 1500));
    assertEquals(0xc878b4, color(image, 2000 - 800, 1500));
    assertEquals(0xffffff, color(image, 2000, 1500));
  }

  @Test
  void stitchFadesWhatNoPatchCovers() {
    final TissueMask mask = PLAN.mask();
    final PatchPlan one =
        new PatchPlan(
            mask,
            PLAN.overview(),
            PLAN.contours(),
            new PatchCoords(new long[] {1100}, new long[] {1400}),
            PLAN.geometry(),
            PLAN.excluded(),
            PLAN.regions(),
            PLAN.remarks());
    final RgbImage image = MaskPictures.stitch(one);
    assertEquals(0xc878b4, color(image, 1228, 1528)); // in the patch
    assertEquals(0x00b0e0, color(image, 1101, 1528)); // its frame
    assertEquals(0xf1ddec, color(image, 1000, 1500)); // beside it: a quarter of the color
  }
}
