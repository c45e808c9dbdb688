package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.PhantomSlide;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PatchGeometryTest {

  private static final PhantomSlide SLIDE =
      PhantomSlide.of(46000, 32914, (x, y) -> true, 4, 16); // 32914 is no multiple

  private static PatchParameters atLevel(final int level) {
    return new PatchParameters(0, 256, 128, level, ContourRule.FOUR_PT, true, 0);
  }

  @Test
  void atALevelItsWholeDownsampleCounts() {
    assertEquals(
        new PatchGeometry(1, 256, 256, 1024, 512, OptionalDouble.empty()),
        PatchGeometry.of(SLIDE, atLevel(1)));
    assertEquals(
        new PatchGeometry(2, 256, 256, 4096, 2048, OptionalDouble.of(4)),
        PatchGeometry.of(SLIDE.withMpp(0.25), atLevel(2)));
  }

  @Test
  void aTargetMppIsReadFromTheCoarsestLevelFineEnough() {
    assertEquals(
        new PatchGeometry(0, 512, 256, 512, 512, OptionalDouble.of(0.5)),
        PatchGeometry.of(SLIDE.withMpp(0.25), PatchParameters.at(0.5, 256)));
    assertEquals(
        new PatchGeometry(1, 256, 256, 1024, 1024, OptionalDouble.of(1)),
        PatchGeometry.of(SLIDE.withMpp(0.25), PatchParameters.at(1, 256)));
    // 0.252 * 4 = 1.008 is within 1 % of 1
    assertEquals(1, PatchGeometry.of(SLIDE.withMpp(0.252), PatchParameters.at(1, 256)).level());
    assertEquals(0, PatchGeometry.of(SLIDE.withMpp(0.26), PatchParameters.at(1, 256)).level());
  }

  @Test
  void sizesInLevel0PixelsMayBeBroken() {
    final PatchGeometry g = PatchGeometry.of(SLIDE.withMpp(0.2527), PatchParameters.at(0.5, 224));
    assertEquals(443.2, g.patchSizeLevel0(), 0.05);
    assertEquals(443.2, g.stepLevel0(), 0.05);
    assertEquals(443, g.patchSize());
    assertEquals(224, g.size());
  }

  @Test
  void asksForThePixelSize() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> PatchGeometry.of(SLIDE, PatchParameters.at(0.5, 256)));
    assertTrue(
        e.getMessage().contains("phantom")
            && e.getMessage().contains("mpp=")
            && e.getMessage().contains("slides.csv"),
        e.getMessage());
  }

  @Test
  void namesAMissingLevel() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> PatchGeometry.of(SLIDE, atLevel(3)));
    assertTrue(e.getMessage().startsWith("level=3 is not in slide phantom"), e.getMessage());
  }
}
