package io.github.attrimil.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.job.AttriMilException;
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
  void impossibleValuesAreNamed() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> new TissueParameters(8, 6, 4, false, 100, 16, 8, true));
    assertEquals("mthresh=6 is not possible: give an odd value from 1 to 255", e.getMessage());
    assertThrows(
        AttriMilException.class, () -> new TissueParameters(255, 7, 4, false, 100, 16, 8, true));
    assertThrows(
        AttriMilException.class,
        () -> new TissueParameters(8, 7, 4, false, Double.NaN, 16, 8, true));
  }
}
