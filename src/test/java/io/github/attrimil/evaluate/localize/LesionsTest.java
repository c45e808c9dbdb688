package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LesionsTest {

  /** Pixels of 10 micrometers. */
  private static LesionMask mask(final String... rows) {
    final int[] labels = new int[rows.length * rows[0].length()];
    for (int i = 0; i < labels.length; i++) {
      final char c = rows[i / rows[0].length()].charAt(i % rows[0].length());
      labels[i] = c == '.' ? 0 : c == '#' ? 1 : c - '0';
    }
    return new LesionMask(rows[0].length(), rows.length, labels, 20);
  }

  private static final double MPP = 0.5;

  @Test
  void distancesAreThoseOfTheNearestPixel() {
    final Random random = new Random(5);
    for (int round = 0; round < 30; round++) {
      final int width = 1 + random.nextInt(17);
      final int height = 1 + random.nextInt(13);
      final int[] image = new int[width * height];
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextInt(round + 2) == 0 ? 1 : 0;
      }
      final int[] expected = new int[image.length];
      Arrays.fill(expected, Integer.MAX_VALUE);
      for (int i = 0; i < image.length; i++) {
        for (int j = 0; j < image.length; j++) {
          if (image[j] != 0) {
            final int dx = i % width - j % width;
            final int dy = i / width - j / width;
            expected[i] = Math.min(expected[i], dx * dx + dy * dy);
          }
        }
      }
      assertArrayEquals(expected, SquaredDistance.of(image, width));
    }
  }

  @Test
  void piecesNearEachOtherAreOneAndHolesAreFilled() {
    // 37.5 um are 3.75 pixels, so each side grows by 3: gaps of 6 pixels close, one of 7 does not.
    final String near = "#......#";
    final String far = "#.......#";
    final Lesions.Rule rule = new Lesions.Rule(37.5, 0);
    assertEquals(1, Lesions.of(mask(near), MPP, rule).lesions().size());
    assertEquals(2, Lesions.of(mask(far), MPP, rule).lesions().size());
    final String[] ring = new String[40];
    Arrays.fill(ring, "#" + ".".repeat(38) + "#");
    ring[0] = "#".repeat(40);
    ring[39] = "#".repeat(40);
    final Lesions filled = Lesions.of(mask(ring), MPP, rule);
    assertEquals(1600, filled.lesions().get(0).pixels());
    assertEquals(1, filled.mask().at(400, 400));
  }

  @Test
  void withoutWideningLabelsStayAsTheyAre() {
    final Lesions.Rule rule = new Lesions.Rule(0, 0);
    final Lesions lesions = Lesions.of(mask("112..", "112..", "....3", "...3."), Double.NaN, rule);
    assertEquals(3, lesions.lesions().size(), "touching labels apart, corners together");
    assertEquals(4, lesions.lesions().get(0).pixels());
  }

  @Test
  void theMajorAxisOfARectangleIsKnown() {
    // The variance of n evenly spaced points is (n^2 - 1) / 12.
    final String[] rows = new String[6];
    Arrays.fill(rows, "#".repeat(30));
    final Lesions lesions = Lesions.of(mask(rows), MPP, new Lesions.Rule(0, 275));
    final double axis = 4 * Math.sqrt((30 * 30 - 1) / 12.0);
    assertEquals(axis, lesions.lesions().get(0).majorAxis(), 1e-9);
    assertFalse(lesions.lesions().get(0).isolated(), axis * 10 + " um");
    assertTrue(
        Lesions.of(mask(rows), MPP, new Lesions.Rule(0, 10 * axis + 0.01))
            .lesions()
            .get(0)
            .isolated());
  }

  @Test
  void aLesionTakesItsBestCandidateAndIsolatedCellsAreNothing() {
    final LesionMask mask = mask("#".repeat(40) + "..........#", "#".repeat(40) + "..........#");
    final Lesions lesions = Lesions.of(mask, MPP, new Lesions.Rule(0, 275));
    final Froc.Slide slide =
        lesions.compare(
            "s",
            List.of(
                new Candidate(0.3, 10, 10),
                new Candidate(0.8, 799, 39),
                new Candidate(0.9, 800, 10),
                new Candidate(0.7, 1001, 30),
                new Candidate(0.6, -1, 5),
                new Candidate(0.5, 5, 40)));
    assertArrayEquals(new double[] {0.8}, slide.lesions());
    assertArrayEquals(new double[] {0.9, 0.6, 0.5}, slide.falsePositives());
    assertEquals(1, slide.isolated());
  }

  @Test
  void polygonsAreDrawnByPixelCenters() {
    final Polygon triangle = new Polygon(new double[] {9, 91, 9}, new double[] {9, 9, 91});
    final Polygon hole = Region.square("", 19, 19, 22).outer();
    final LesionMask mask =
        LesionMask.of(List.of(new Region("", List.of(triangle, hole))), List.of(), 100, 100, 4);
    for (int y = 0; y < 25; y++) {
      for (int x = 0; x < 25; x++) {
        final double cx = 4 * x + 2;
        final double cy = 4 * y + 2;
        final boolean inside =
            cx > 9 && cy > 9 && cx + cy < 100 && !(cx > 19 && cx < 41 && cy > 19 && cy < 41);
        // A center on the slanted side may go either way.
        if (cx + cy != 100) {
          assertEquals(inside ? 1 : 0, mask.labels()[25 * y + x], cx + ", " + cy);
        }
      }
    }
    // Cut out: as Camelyon's group _2.
    final LesionMask cut =
        LesionMask.of(
            List.of(Region.square("", 0, 0, 80)),
            List.of(Region.square("_2", 40, 0, 40)),
            80,
            80,
            8);
    assertEquals(0.75, cut.share(0, 0, 80), 1e-12);
    assertEquals(0, cut.share(40, 0, 40), 1e-12);
    assertEquals(0.5, cut.share(32, 0, 16), 1e-12);
  }
}
