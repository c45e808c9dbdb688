package io.github.attrimil.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.RgbImage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TissuePainterTest {

  private static final int SIZE = 2048;

  private static TissuePainter painter(final long seed, final double lesion) {
    return new TissuePainter(new TissueSpec(SIZE, SIZE, seed, 7, lesion, 2));
  }

  /** The saturation of HSV as a byte: 255 (max - min) / max. */
  private static double saturation(final RgbImage image, final int pixel) {
    final int r = image.rgb()[3 * pixel] & 0xff;
    final int g = image.rgb()[3 * pixel + 1] & 0xff;
    final int b = image.rgb()[3 * pixel + 2] & 0xff;
    final int max = Math.max(r, Math.max(g, b));
    return 255.0 * (max - Math.min(r, Math.min(g, b))) / max;
  }

  private static double part(final boolean[][] mask) {
    long set = 0;
    for (final boolean[] row : mask) {
      for (final boolean value : row) {
        set += value ? 1 : 0;
      }
    }
    return (double) set / mask.length / mask[0].length;
  }

  private static double tissuePart(final TissuePainter painter) {
    long set = 0;
    for (int i = 0; i < 128 * 128; i++) {
      set += painter.tissue(i % 128 * 16 + 8, i / 128 * 16 + 8) ? 1 : 0;
    }
    return set / (128.0 * 128);
  }

  @Test
  void tilesAreCutOutsOfTheWhole() {
    final TissuePainter painter = painter(3, 0.2);
    final int x0 = 700;
    final int y0 = 600;
    final RgbImage whole = painter.paint(x0, y0, 700, 500);
    for (final int[] tile :
        new int[][] {{0, 0, 256, 256}, {256, 0, 256, 256}, {301, 133, 77, 301}, {699, 499, 1, 1}}) {
      final RgbImage part = painter.paint(x0 + tile[0], y0 + tile[1], tile[2], tile[3]);
      for (int y = 0; y < tile[3]; y++) {
        final int from = 3 * ((tile[1] + y) * 700 + tile[0]);
        assertArrayEquals(
            Arrays.copyOfRange(whole.rgb(), from, from + 3 * tile[2]),
            Arrays.copyOfRange(part.rgb(), 3 * y * tile[2], 3 * (y + 1) * tile[2]),
            "row " + y + " of tile " + Arrays.toString(tile));
      }
    }
  }

  @Test
  void theSeedDecidesAllPixels() {
    final byte[] first = painter(5, 0.1).paint(800, 800, 300, 300).rgb();
    assertArrayEquals(first, painter(5, 0.1).paint(800, 800, 300, 300).rgb());
    assertFalse(Arrays.equals(first, painter(6, 0.1).paint(800, 800, 300, 300).rgb()));
  }

  @Test
  void aPatientsSlidesShareTheStain() {
    final TissueSpec one = new TissueSpec(SIZE, SIZE, 1, 7, 0, 0);
    final TissueSpec same = new TissueSpec(SIZE, SIZE, 2, 7, 0, 0);
    final TissueSpec other = new TissueSpec(SIZE, SIZE, 1, 8, 0, 0);
    assertEquals(dyed(one), dyed(same));
    assertNotEquals(dyed(one), dyed(other));
  }

  /** The mean red of hematoxylin along the first row, whose noise then counts little. */
  private static long dyed(final TissueSpec spec) {
    final Stain stain = new Stain(spec);
    final byte[] rgb = new byte[3];
    long sum = 0;
    for (int x = 0; x < 2000; x++) {
      stain.paint(x % 100, x / 100, 1, 0, 0, rgb, 0);
      sum += rgb[0] & 0xff;
    }
    return Math.round(sum / 2000.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void lesionsHaveTheAskedArea(final long seed) {
    final double asked = 0.05 + 0.025 * seed;
    final TissuePainter painter = painter(seed, asked);
    final double tissue = tissuePart(painter);
    assertTrue(tissue > 0.25 && tissue < 0.75, "tissue " + tissue);
    assertEquals(asked, part(painter.lesionMask(16)) / tissue, 0.01);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void lesionsAreAFewBlobs(final long seed) {
    final boolean[][] mask = painter(seed, 0.15).lesionMask(8);
    final double all = part(mask);
    int blobs = 0;
    double inBlobs = 0;
    for (int i = 0; i < mask.length * mask[0].length; i++) {
      final double blob = (double) flood(mask, i) / mask.length / mask[0].length;
      // Crumbs at the frayed edge are no blobs; an outline may cut one of the three in two.
      if (blob > 0.02 * all) {
        blobs++;
        inBlobs += blob;
      }
    }
    assertTrue(blobs >= 1 && blobs <= 4, blobs + " blobs");
    assertTrue(inBlobs > 0.97 * all, "in blobs " + inBlobs / all);
  }

  private static int flood(final boolean[][] mask, final int start) {
    final int width = mask[0].length;
    final Deque<Integer> open = new ArrayDeque<>();
    open.add(start);
    int count = 0;
    while (!open.isEmpty()) {
      final int i = open.poll();
      if (!mask[i / width][i % width]) {
        continue;
      }
      mask[i / width][i % width] = false;
      count++;
      if (i % width > 0) {
        open.add(i - 1);
      }
      if (i % width < width - 1) {
        open.add(i + 1);
      }
      if (i / width > 0) {
        open.add(i - width);
      }
      if (i / width < mask.length - 1) {
        open.add(i + width);
      }
    }
    return count;
  }

  @Test
  void normalSlidesHaveNoLesion() {
    assertEquals(0, part(painter(9, 0).lesionMask(4)));
  }

  @Test
  void theMaskIsTheTruthAtEachBlocksMiddle() {
    final TissuePainter painter = painter(4, 0.2);
    final boolean[][] mask = painter.lesionMask(30);
    assertEquals(69, mask.length);
    assertEquals(69, mask[0].length);
    for (int y = 0; y < 68; y += 3) {
      for (int x = 0; x < 68; x++) {
        assertEquals(painter.lesion(x * 30 + 15, y * 30 + 15), mask[y][x]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void tissueIsColoredAndGlassIsNot(final long seed) {
    final TissuePainter painter = painter(seed, 0.1);
    long tissue = 0;
    long colored = 0;
    long glass = 0;
    long gray = 0;
    for (int y = 0; y < SIZE; y += 32) {
      final RgbImage row = painter.paint(0, y, SIZE, 1);
      for (int x = 0; x < SIZE; x++) {
        final boolean color = saturation(row, x) > 8;
        if (painter.tissue(x, y)) {
          tissue++;
          colored += color ? 1 : 0;
        } else if (!painter.tissue(x - 4, y) && !painter.tissue(x + 4, y)) {
          glass++;
          gray += color ? 0 : 1;
        }
      }
    }
    assertTrue(colored > 0.95 * tissue, "colored " + (double) colored / tissue);
    assertTrue(gray > 0.99 * glass, "gray " + (double) gray / glass);
  }

  @Test
  void lesionsAreDarkerThanNormalTissueInTheMean() {
    final TissuePainter painter = painter(21, 0.2);
    double inside = 0;
    double outside = 0;
    int insides = 0;
    int outsides = 0;
    for (int y = 0; y < SIZE; y += 32) {
      final RgbImage row = painter.paint(0, y, SIZE, 1);
      for (int x = 0; x < SIZE; x++) {
        final int red = row.rgb()[3 * x] & 0xff;
        if (painter.lesion(x, y)) {
          inside += red;
          insides++;
        } else if (painter.tissue(x, y)) {
          outside += red;
          outsides++;
        }
      }
    }
    assertTrue(
        inside / insides < outside / outsides - 30, inside / insides + " " + outside / outsides);
  }

  @Test
  void refusesSpecsThatCannotBePainted() {
    assertThrows(AttriMilException.class, () -> new TissueSpec(100, 2000, 1, 1, 0, 0));
    assertThrows(AttriMilException.class, () -> new TissueSpec(2000, 2000, 1, 1, 0.6, 0));
    assertThrows(AttriMilException.class, () -> new TissueSpec(2000, 2000, 1, 1, Double.NaN, 0));
    assertThrows(AttriMilException.class, () -> new TissueSpec(2000, 2000, 1, 1, 0, -1));
  }
}
