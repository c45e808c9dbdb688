package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import org.junit.jupiter.api.Test;

class TissueParametersTest {

  private static double minimum(final double largest) {
    final TissueParameters p = TissueParameters.defaults();
    return p.tissueArea() * p.areaFactor(largest);
  }

  @Test
  void fixedAreasDoNotShrink() {
    assertEquals(1, TissueParameters.clam().areaFactor(3));
  }

  @Test
  void automaticAreasShrinkWithTheLargestContour() {
    assertEquals(100, minimum(5000), 1e-9); // from here on as CLAM
    assertEquals(100, minimum(1e6), 1e-9);
    assertEquals(20, minimum(1000), 1e-9); // 2 %
    assertEquals(1, minimum(50), 1e-9);
    assertEquals(1, minimum(10), 1e-9); // not below one square
    assertEquals(0.25, minimum(0.5), 1e-9); // but never all of it
  }

  @Test
  void automaticAreasDropDustAndKeepTheSmallSlide() {
    final PhantomSlide.Shape tissue = PhantomSlide.disc(300, 300, 250);
    final PhantomSlide.Shape dust = PhantomSlide.disc(900, 100, 20);
    final PhantomSlide slide =
        PhantomSlide.of(1000, 600, (x, y) -> tissue.tissue(x, y) || dust.tissue(x, y));
    final PatchPlan plan = slide.plan(PatchParameters.defaults(), TissueParameters.defaults());
    assertEquals(1, plan.contours().size());
    assertTrue(plan.coords().size() > 0);
    assertThrows(
        AttriMilException.class,
        () -> slide.plan(PatchParameters.defaults(), TissueParameters.clam()));
  }

  @Test
  void areasInSquareMicrometers() {
    final PhantomSlide slide =
        PhantomSlide.of(1000, 600, PhantomSlide.ring(300, 300, 50, 250)).withMpp(0.5);
    // The disc and its hole, borders through pixel centers.
    final double disc = Math.PI * 249.5 * 249.5 * 0.25;
    final double hole = Math.PI * 50.5 * 50.5 * 0.25;
    final TissueParameters p = TissueParameters.defaults();
    assertEquals(1, found(slide, p, 0.98 * (disc - hole), 0.98 * hole));
    assertEquals(0, found(slide, p, 0.98 * (disc - hole), 1.02 * hole));
    assertThrows(AttriMilException.class, () -> found(slide, p, 1.02 * (disc - hole), 0.98 * hole));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> found(PhantomSlide.of(1000, 600, slide.shape()), p, 100, 100));
    assertTrue(e.getMessage().startsWith("minarea=100.0 requires the pixel size"), e.getMessage());
  }

  /** How many holes the one piece of tissue has. */
  private static int found(
      final PhantomSlide slide, final TissueParameters p, final double um2, final double holeUm2) {
    final PatchPlan plan =
        slide.plan(
            new PatchParameters(0, 32, 32, 0, ContourRule.FOUR_PT, true, 0),
            new TissueParameters(
                p.saturation(), 1, 0, false, 100, 16, 8, true, true, um2, holeUm2));
    assertEquals(1, plan.contours().size());
    return plan.contours().get(0).holes().size();
  }

  @Test
  void impossibleValuesAreNamed() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> new TissueParameters(8, 6, 4, false, 100, 16, 8, true));
    assertEquals("mthresh=6 is invalid: give an odd value from 1 to 255", e.getMessage());
    assertThrows(
        AttriMilException.class, () -> new TissueParameters(255, 7, 4, false, 100, 16, 8, true));
    assertThrows(
        AttriMilException.class,
        () -> new TissueParameters(8, 7, 4, false, Double.NaN, 16, 8, true));
  }
}
