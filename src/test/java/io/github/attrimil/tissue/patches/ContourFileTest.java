package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.geometry.PixelOutlines;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.geometry.Regions;
import io.github.attrimil.tissue.Contours;
import io.github.attrimil.tissue.KeptTissue;
import io.github.attrimil.tissue.PhantomSlide;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.image.BorderFollowing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContourFileTest {

  private static TissueMask mask(final String... rows) {
    final byte[] data = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 1 : 0);
    }
    return new TissueMask(rows[0].length(), rows.length, data, 1, 1, 8);
  }

  private static List<Region> outlines(final TissueMask mask) {
    return PixelOutlines.of(mask.data(), mask.width(), mask.height());
  }

  /** No corner twice in a ring, all edges upright or level. */
  private static void assertSimple(final Polygon ring) {
    final Set<List<Double>> seen = new HashSet<>();
    final double[] x = ring.x();
    final double[] y = ring.y();
    for (int i = 0, j = x.length - 1; i < x.length; j = i++) {
      assertTrue(seen.add(List.of(x[i], y[i])), Arrays.toString(x) + Arrays.toString(y));
      assertTrue(x[i] == x[j] ^ y[i] == y[j]);
    }
  }

  @Test
  void aHoleThatTouchesTheOutsideAtACorner() {
    final List<Region> all = outlines(mask(".###", "#.##", "####", "####"));
    assertEquals(1, all.size());
    assertEquals(2, all.get(0).rings().size());
    assertEquals(14, all.get(0).area());
    all.get(0).rings().forEach(ContourFileTest::assertSimple);
  }

  @Test
  void piecesThatTouchAtACornerAreApart() {
    final List<Region> all = outlines(mask("##..", "##..", "..#.", "...."));
    assertEquals(List.of(4.0, 1.0), all.stream().map(Region::area).toList());
  }

  @Test
  void anIslandInAHole() {
    final List<Region> all = outlines(mask("#####", "#...#", "#.#.#", "#...#", "#####"));
    assertEquals(List.of(16.0, 1.0), all.stream().map(Region::area).toList());
    assertEquals(List.of(2, 1), all.stream().map(o -> o.rings().size()).toList());
  }

  /** Of any image: as much area as it has pixels, rings simple, holes counter to outer rings. */
  @Test
  void randomImages() {
    final Random random = new Random(1);
    for (int n = 0; n < 300; n++) {
      final byte[] data = new byte[12 * 9];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (random.nextInt(10) < 6 ? 1 : 0);
      }
      final TissueMask mask = new TissueMask(12, 9, data, 1, 1, 8);
      double area = 0;
      for (final Region outline : outlines(mask)) {
        double own = 0;
        for (int r = 0; r < outline.rings().size(); r++) {
          assertSimple(outline.rings().get(r));
          own += outline.rings().get(r).signedArea();
          assertEquals(r == 0, outline.rings().get(r).signedArea() > 0);
        }
        assertEquals(own, outline.area());
        area += own;
      }
      assertEquals(mask.tissuePixels(), area);
    }
  }

  /** With nothing dropped or filled, the pixels of the contours are those of the mask. */
  @Test
  void contoursGiveTheMaskBack() {
    final Random random = new Random(2);
    for (final double downsample : new double[] {1, 1.37, 4, 16.002}) {
      final byte[] data = new byte[40 * 30];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (random.nextInt(10) < 6 ? 1 : 0);
      }
      final TissueMask mask = new TissueMask(40, 30, data, downsample, downsample, 8);
      final List<Region> contours =
          Contours.find(mask, new TissueParameters(8, 1, 0, false, 0, 0, Integer.MAX_VALUE, false));
      final byte[] expected = data.clone();
      // A contour without area is none.
      final byte[] kept = KeptTissue.of(mask, contours).data();
      for (int i = 0; i < expected.length; i++) {
        if (kept[i] == 0 && isThin(mask, i)) {
          expected[i] = 0;
        }
      }
      assertArrayEquals(expected, kept);
    }
  }

  /** Whether the piece a pixel belongs to has no area: its border's. */
  private static boolean isThin(final TissueMask mask, final int pixel) {
    return BorderFollowing.components(mask.data(), mask.width(), mask.height()).stream()
        .anyMatch(
            c -> {
              double net = c.outer().area();
              boolean holds = false;
              for (int i = 0; i < c.outer().size(); i++) {
                holds |= c.outer().y()[i] * mask.width() + c.outer().x()[i] == pixel;
              }
              for (final Polygon hole : c.holes()) {
                net -= hole.area();
              }
              return holds && net <= 0;
            });
  }

  @Test
  void aRingOnASlide(@TempDir final Path folder) {
    final PhantomSlide slide =
        PhantomSlide.of(6400, 4800, PhantomSlide.ring(3200, 2400, 800, 2000), 4, 16);
    final PatchPlan plan = slide.plan(PatchParameters.defaults(), TissueParameters.defaults());
    final Path file = folder.resolve("masks/phantom.geojson");
    ContourFile.write(file, "phantom", plan, slide.levels().get(0));
    final List<Region> regions = GeoJson.read(file);
    assertEquals(1, regions.size());
    assertEquals("tissue", regions.get(0).name());
    assertEquals(2, regions.get(0).rings().size());
    final Regions tissue = Regions.of(regions);
    for (int i = 0; i < 2000; i++) {
      final double r = i * 2;
      if (Math.abs(r - 800) > 40 && Math.abs(r - 2000) > 40) {
        assertEquals(
            r > 800 && r < 2000,
            tissue.contain(Math.rint(3200 + r * Math.cos(i)), Math.rint(2400 + r * Math.sin(i))),
            "radius " + r);
      }
    }
  }
}
