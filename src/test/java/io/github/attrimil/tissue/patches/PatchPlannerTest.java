package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.PhantomSlide;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.SlideScan;
import io.github.attrimil.tissue.TissueParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchPlannerTest {

  /** A job that keeps its warnings. */
  private static Job job(final List<String> warnings, final boolean canceled) {
    return new Job(
        "test",
        new Job.Listener() {
          @Override
          public void info(final String message) {}

          @Override
          public void warn(final String message) {
            warnings.add(message);
          }

          @Override
          public void progress(final String message, final long done, final long total) {}
        },
        () -> canceled);
  }

  private static List<String> warnings(
      final PhantomSlide slide, final PatchParameters patches, final TissueParameters tissue) {
    final List<String> warnings = new ArrayList<>();
    try (SlideReader reader = slide.open()) {
      PatchPlanner.plan(
          slide,
          reader,
          new PatchSettings(patches, tissue),
          SlideRegions.none(),
          job(warnings, false));
    }
    return warnings;
  }

  private static String refusal(
      final PhantomSlide slide, final PatchParameters patches, final TissueParameters tissue) {
    return assertThrows(AttriMilException.class, () -> warnings(slide, patches, tissue))
        .getMessage();
  }

  @Test
  void segmentsTheLevelOpenSlideWouldChooseFor64() {
    assertEquals(0, SlideScan.level(PhantomSlide.of(640, 640, (x, y) -> true).levels()));
    assertEquals(1, SlideScan.level(PhantomSlide.of(6400, 640, (x, y) -> true, 4).levels()));
    assertEquals(
        3, SlideScan.level(PhantomSlide.of(6400, 6400, (x, y) -> true, 4, 16, 64).levels()));
    // 6401 / 100 is above 64
    assertEquals(
        2, SlideScan.level(PhantomSlide.of(6401, 6401, (x, y) -> true, 4, 16, 64).levels()));
  }

  @Test
  void largeLevelsAreAveragedToABoundedSize() {
    assertEquals(1, SlideScan.reduction(10_000, 10_000));
    assertEquals(3, SlideScan.reduction(10_001, 10_000));
    for (final int side : new int[] {10_500, 40_000, 200_000}) {
      final int f = SlideScan.reduction(side, side);
      final double pixels = Math.ceil(side / (double) f) * Math.ceil(side / (double) f);
      assertTrue(pixels <= 16.1e6 && pixels > 7e6, side + ": " + pixels);
    }
  }

  @Test
  void aLargeLevelGivesTheSameTissueAsASmallOne() {
    final PhantomSlide slide = PhantomSlide.of(12_000, 9_000, PhantomSlide.disc(6000, 4500, 3000));
    final PatchPlan plan = slide.plan(PatchParameters.defaults(), TissueParameters.clam());
    assertEquals(4000, plan.mask().width());
    assertEquals(3, plan.mask().downsampleX());
    assertEquals(Math.PI * 9e6, plan.contours().get(0).outer().area(), 0.01 * Math.PI * 9e6);
    assertEquals(1334, plan.overview().image().width());
    assertEquals(9, plan.overview().downsampleX());
    final RgbImage image = plan.overview().image();
    final int center = 3 * (500 * image.width() + 667);
    assertEquals(200, image.rgb()[center] & 0xff);
    assertEquals(120, image.rgb()[center + 1] & 0xff);
    assertEquals(255, image.rgb()[0] & 0xff);
  }

  @Test
  void emptySlidesAreRefusedWithTheReason() {
    final PhantomSlide glass = PhantomSlide.of(500, 500, (x, y) -> false);
    final String none = refusal(glass, PatchParameters.defaults(), TissueParameters.defaults());
    assertTrue(none.contains("saturation above 8"), none);
    final PhantomSlide small = PhantomSlide.of(500, 500, PhantomSlide.disc(250, 250, 100));
    final String tiny = refusal(small, PatchParameters.defaults(), TissueParameters.clam());
    assertTrue(tiny.contains("tissuearea=100.0"), tiny);
    final PatchParameters strict =
        new PatchParameters(0, 400, 400, 0, ContourRule.FOUR_PT, true, 1);
    final String dropped = refusal(small, strict, TissueParameters.defaults());
    assertTrue(dropped.contains("tissueshare="), dropped);
  }

  @Test
  void enlargingIsWarnedAbout() {
    final PhantomSlide slide =
        PhantomSlide.of(1000, 1000, PhantomSlide.disc(500, 500, 400)).withMpp(1);
    final List<String> warnings =
        warnings(slide, PatchParameters.at(0.5, 256), TissueParameters.defaults());
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("mpp=0.5"), warnings.get(0));
  }

  @Test
  void stopsWhenAsked() {
    final PhantomSlide slide = PhantomSlide.of(100, 100, (x, y) -> true);
    try (SlideReader reader = slide.open()) {
      assertThrows(
          CanceledException.class,
          () ->
              PatchPlanner.plan(
                  slide,
                  reader,
                  PatchSettings.defaults(),
                  SlideRegions.none(),
                  job(new ArrayList<>(), true)));
    }
  }
}
