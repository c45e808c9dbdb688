package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.geometry.Regions;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import io.github.attrimil.tissue.patches.PatchStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionsTest {

  private static final PatchSettings SETTINGS =
      new PatchSettings(
          new PatchParameters(0, 8, 8, 0, ContourRule.FOUR_PT, true, 0),
          new TissueParameters(8, 1, 0, false, 0, 0, 8, false));
  private static final PhantomSlide SLIDE =
      PhantomSlide.of(1000, 800, PhantomSlide.disc(500, 400, 300));

  /** A square with a square hole. */
  private static Region frame(final double from, final double to, final double width) {
    return new Region("", List.of(square(from, to), square(from + width, to - width)));
  }

  private static Polygon square(final double from, final double to) {
    return Region.square("", from, from, to - from).outer();
  }

  private static Set<String> patches(final SlideRegions regions) {
    try (SlideReader reader = SLIDE.open()) {
      final PatchCoords c =
          PatchPlanner.plan(SLIDE, reader, SETTINGS, regions, Job.silent()).coords();
      final Set<String> all = new HashSet<>();
      for (int i = 0; i < c.size(); i++) {
        all.add(c.xLevel0()[i] + 4 + " " + (c.yLevel0()[i] + 4));
      }
      return all;
    }
  }

  private static double[] center(final String patch) {
    return java.util.Arrays.stream(patch.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void pointsBordersAndHoles() {
    final Regions r = Regions.of(List.of(frame(100, 500, 100)));
    assertTrue(r.contain(150, 150));
    assertTrue(r.contain(100, 300), "outer border");
    assertTrue(r.contain(200, 300), "border of the hole");
    assertFalse(r.contain(300, 300), "hole");
    assertFalse(r.contain(99.5, 300));
    final Regions both =
        Regions.of(List.of(frame(100, 500, 100), Region.square("", 250, 250, 100)));
    assertTrue(both.contain(300, 300), "another region in the hole");
    assertThrows(
        AttriMilException.class, () -> Regions.of(List.of(Region.square("", 0, 0, Double.NaN))));
  }

  @Test
  void patchesOnlyInside() {
    final Regions r = Regions.of(List.of(frame(200, 600, 100)));
    final Set<String> inside =
        patches(new SlideRegions(Optional.of(r), Optional.empty(), List.of()));
    for (final String p : inside) {
      assertTrue(r.contain(center(p)[0], center(p)[1]), p);
    }
    // The part of the frame that lies on the disc, counted by points.
    int area = 0;
    for (int y = 0; y < 800; y++) {
      for (int x = 0; x < 1000; x++) {
        area += r.contain(x, y) && Math.hypot(x - 500, y - 400) <= 300 ? 1 : 0;
      }
    }
    assertEquals(area / 64.0, inside.size(), 0.05 * area / 64);
  }

  @Test
  void noneInsideAndTheOthersUnmoved() {
    final Regions r = Regions.of(List.of(frame(200, 600, 100)));
    final Set<String> all = patches(SlideRegions.none());
    final Set<String> expected = new HashSet<>(all);
    expected.removeIf(p -> r.contain(center(p)[0], center(p)[1]));
    assertTrue(expected.size() < all.size() - 50);
    assertEquals(expected, patches(new SlideRegions(Optional.empty(), Optional.of(r), List.of())));
  }

  @Test
  void regionsBesideTheTissueAreNamed() {
    final SlideRegions beside =
        new SlideRegions(
            Optional.of(Regions.of(List.of(Region.square("", 0, 0, 50)))),
            Optional.empty(),
            List.of());
    final String said = assertThrows(AttriMilException.class, () -> patches(beside)).getMessage();
    assertTrue(said.contains("include="), said);
  }

  @Test
  void oneFileForSeveralSlidesIsRefused(@TempDir final Path folder) throws Exception {
    final Path file = Files.writeString(folder.resolve("a.geojson"), "[]");
    final PatchSettings settings =
        new PatchSettings(
            SETTINGS.patches(),
            SETTINGS.tissue(),
            new AreaChoice(false, false, Optional.empty(), Optional.of(file)));
    final List<io.github.attrimil.slide.find.SlideSource> slides =
        List.of(
            new io.github.attrimil.slide.find.SlideSource("a", folder.resolve("a.svs")),
            new io.github.attrimil.slide.find.SlideSource("b", folder.resolve("b.svs")));
    final String said =
        assertThrows(
                AttriMilException.class,
                () ->
                    PatchStage.run(
                        new Project(folder.resolve("p")), slides, settings, false, Job.silent()))
            .getMessage();
    assertTrue(said.contains("give a folder"), said);
  }
}
