package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.tissue.PhantomSlide;
import io.github.attrimil.tissue.TissueParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slides whose contours, areas and patches are known by a formula. */
class PhantomTest {

  private static final TissueParameters PLAIN =
      new TissueParameters(8, 1, 0, false, 0, 0, 8, false);

  private static PatchParameters patches(final int size) {
    return new PatchParameters(0, size, size, 0, ContourRule.FOUR_PT, true, 0);
  }

  @Test
  void discWithHole() {
    final PatchPlan plan =
        PhantomSlide.of(1000, 800, PhantomSlide.ring(500, 400, 100, 300)).plan(patches(32), PLAIN);
    assertEquals(1, plan.contours().size());
    final Region c = plan.contours().get(0);
    assertEquals(1, c.holes().size());
    // Borders run through pixel centers: half a pixel inside the disc, half a pixel outside the
    // hole.
    assertEquals(Math.PI * 299.5 * 299.5, c.outer().area(), 600);
    assertEquals(Math.PI * 100.5 * 100.5, c.holes().get(0).area(), 200);
    assertEquals(new Polygon.Box(200, 100, 600, 600), c.outer().box());
    for (int i = 0; i < plan.coords().size(); i++) {
      final double r =
          Math.hypot(plan.coords().xLevel0()[i] + 16 - 500, plan.coords().yLevel0()[i] + 16 - 400);
      assertTrue(r >= 99 && r <= 300 + 8 * Math.sqrt(2), "center at radius " + r);
    }
    assertEquals(Math.PI * (300 * 300 - 100 * 100) / (32 * 32), plan.coords().size(), 0.1 * 245.4);
  }

  @Test
  void holesBelowTheMinimumAreFilled() {
    final double hole = Math.PI * 100 * 100 / (512 * 512);
    final PhantomSlide slide = PhantomSlide.of(1000, 800, PhantomSlide.ring(500, 400, 100, 300));
    assertEquals(
        1,
        slide.plan(patches(32), PLAIN.withAreas(0, hole * 0.9)).contours().get(0).holes().size());
    assertEquals(
        0,
        slide.plan(patches(32), PLAIN.withAreas(0, hole * 1.1)).contours().get(0).holes().size());
  }

  @Test
  void ofTwoDiscsTheLowerComesFirst() {
    final PhantomSlide.Shape upper = PhantomSlide.disc(200, 200, 100);
    final PhantomSlide.Shape lower = PhantomSlide.disc(600, 600, 150);
    final PatchPlan plan =
        PhantomSlide.of(800, 800, (x, y) -> upper.tissue(x, y) || lower.tissue(x, y))
            .plan(patches(64), PLAIN);
    assertEquals(
        List.of(new Polygon.Box(450, 450, 300, 300), new Polygon.Box(100, 100, 200, 200)),
        plan.contours().stream().map(c -> c.outer().box()).toList());
    assertEquals(450, plan.coords().xLevel0()[0]);
  }

  @Test
  void tissueTouchingTheBorderIsOnePieceWithAHole() {
    final PatchPlan plan =
        PhantomSlide.of(400, 300, (x, y) -> x < 40 || y < 40 || x > 400 - 40 || y > 300 - 40)
            .plan(patches(50), PLAIN);
    final Region c = plan.contours().get(0);
    assertEquals(399.0 * 299, c.outer().area());
    assertEquals(new Polygon.Box(0, 0, 400, 300), c.outer().box());
    // 320 x 220 pixels of glass; their border of tissue cuts the four corners.
    assertEquals(321.0 * 221 - 2, c.holes().get(0).area());
    assertEquals(c.outer().area() - c.holes().get(0).area(), c.area());
  }

  @Test
  void aComponentInAHoleIsAContourOfItsOwn() {
    final PhantomSlide.Shape ring = PhantomSlide.ring(300, 300, 100, 200);
    final PhantomSlide.Shape core = PhantomSlide.disc(300, 300, 50);
    final PatchPlan plan =
        PhantomSlide.of(600, 600, (x, y) -> ring.tissue(x, y) || core.tissue(x, y))
            .plan(patches(16), PLAIN);
    assertEquals(
        List.of(100, 400), plan.contours().stream().map(c -> c.outer().box().width()).toList());
    assertEquals(List.of(0, 1), plan.contours().stream().map(c -> c.holes().size()).toList());
  }

  @Test
  void withoutPaddingPatchesStayInTheSlide() {
    final PhantomSlide slide = PhantomSlide.of(250, 250, (x, y) -> true);
    assertArrayEquals(
        new long[] {0, 0, 0, 100, 100, 100, 200, 200, 200},
        slide.plan(patches(100), PLAIN).coords().xLevel0());
    assertArrayEquals(
        new long[] {0, 0, 100, 100},
        slide
            .plan(new PatchParameters(0, 100, 100, 0, ContourRule.FOUR_PT, false, 0), PLAIN)
            .coords()
            .xLevel0());
  }

  @Test
  void minimumTissueDropsPatchesOnTheBorder() {
    // The grid starts at 300, where tissue does; its patch at 420 is half tissue.
    final PhantomSlide slide = PhantomSlide.of(600, 100, (x, y) -> x > 300 && x < 450);
    assertArrayEquals(
        new long[] {300, 360, 420},
        slide
            .plan(new PatchParameters(0, 60, 60, 0, ContourRule.FOUR_PT, false, 0.5), PLAIN)
            .coords()
            .xLevel0());
    assertArrayEquals(
        new long[] {300, 360},
        slide
            .plan(new PatchParameters(0, 60, 60, 0, ContourRule.FOUR_PT, false, 0.51), PLAIN)
            .coords()
            .xLevel0());
  }

  @Test
  void contoursOfACoarseLevelAreScaledToLevel0() {
    final PatchPlan plan =
        PhantomSlide.of(64 * 300, 64 * 200, PhantomSlide.disc(9600, 6400, 3200), 4, 16, 64)
            .plan(patches(256), PLAIN);
    assertEquals(64, plan.mask().downsampleX());
    assertEquals(300, plan.mask().width());
    final double radius = 3200 - 32;
    assertEquals(
        Math.PI * radius * radius,
        plan.contours().get(0).outer().area(),
        0.01 * Math.PI * radius * radius);
    assertEquals(6400, plan.contours().get(0).outer().box().x());
  }

  @Test
  void aBrokenStepPutsPatchesAtRoundedPlaces() {
    final PatchPlan all = PhantomSlide.of(100, 60, (x, y) -> true).plan(patches(20), PLAIN);
    final GridPlacement grid = new GridPlacement(100, 60, 30.4, 30.4, ContourRule.BASIC, true, 0);
    final PatchCoords coords =
        grid.place(
            all.contours(), all.mask(), (x, y, size) -> true, io.github.attrimil.core.Job.silent());
    assertArrayEquals(
        new long[] {0, 0, 0, 30, 30, 0, 30, 30, 61, 0, 61, 30, 91, 0, 91, 30},
        coords.interleaved());
  }
}
