package io.github.attrimil.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.fiji.Places;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PatchIndexTest {

  @Test
  void findsWhatLookingAtEachPatchFinds() {
    final Random random = new Random(7);
    final int n = 400;
    final long[] x = new long[n];
    final long[] y = new long[n];
    for (int i = 0; i < n; i++) {
      // Overlapping, off any grid, some very far away.
      x[i] = random.nextInt(3000) + (i % 50 == 0 ? 900_000_000L : 0);
      y[i] = random.nextInt(3000) - 1500;
    }
    final double size = 97.5;
    // The scores' own grid is of no matter here.
    final PatchScores scores = Phantoms.scores(x, y, size, size, (a, b) -> 1);
    final PatchIndex index = new PatchIndex(scores);
    for (int k = 0; k < 3000; k++) {
      final double px = random.nextDouble() * 3400 - 200 + (k % 20 == 0 ? 900_000_000L : 0);
      final double py = random.nextDouble() * 3400 - 1700;
      int expected = -1;
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        final double far = Math.hypot(x[i] + size / 2 - px, y[i] + size / 2 - py);
        if (x[i] <= px && px < x[i] + size && y[i] <= py && py < y[i] + size && far < nearest) {
          nearest = far;
          expected = i;
        }
      }
      assertEquals(expected, index.at(px, py), px + " " + py);
    }
  }

  @Test
  void findsAllThatTouchARectangle() {
    final Random random = new Random(8);
    final PatchScores scores = Phantoms.grid(100, 50, 30, 20, 64, 48, (a, b) -> 1);
    final PatchIndex index = new PatchIndex(scores);
    for (int k = 0; k < 500; k++) {
      final double left = random.nextDouble() * 1800 - 100;
      final double top = random.nextDouble() * 1300 - 100;
      final double right = left + random.nextDouble() * 500;
      final double bottom = top + random.nextDouble() * 500;
      final Set<Integer> expected = new TreeSet<>();
      for (int i = 0; i < scores.patches(); i++) {
        final long x = scores.xLevel0()[i];
        final long y = scores.yLevel0()[i];
        if (x <= right && x + 64 > left && y <= bottom && y + 64 > top) {
          expected.add(i);
        }
      }
      final Set<Integer> found = new TreeSet<>();
      index.forEach(left, top, right, bottom, found::add);
      assertEquals(expected, found);
    }
  }

  @Test
  void windowsGoBesideAndBelow() {
    final Rectangle screen = new Rectangle(0, 0, 1920, 1200);
    final Rectangle map = new Rectangle(100, 50, 800, 800);
    final Dimension size = new Dimension(400, 300);
    assertEquals(new Rectangle(900, 50, 400, 300), Places.of(size, screen, List.of(map), false));
    assertEquals(new Rectangle(100, 850, 400, 300), Places.of(size, screen, List.of(map), true));
    // Fiji's own window lies there already.
    final Rectangle fiji = new Rectangle(900, 0, 600, 100);
    assertEquals(
        new Rectangle(900, 100, 400, 300), Places.of(size, screen, List.of(map, fiji), false));
  }

  @Test
  void aPatchIsShownAsLargeAsItHidesNoControls() {
    final Rectangle screen = new Rectangle(0, 0, 1920, 1200);
    final Dimension patch = new Dimension(768, 768);
    final Dimension frame = new Dimension(24, 44);
    final Rectangle map = new Rectangle(0, 0, 810, 850);
    final Rectangle panel = new Rectangle(810, 100, 440, 340);
    // 670 pixels are left beside the panel: 768 + 24 are too many, 576 + 24 are not.
    assertEquals(1, Places.zoom(patch, frame, screen, List.of(map)));
    final Rectangle table = new Rectangle(810, 440, 1110, 700);
    assertEquals(0.5, Places.zoom(patch, frame, screen, List.of(map, panel, table)));
    final Rectangle small = new Rectangle(810, 730, 1110, 430);
    assertEquals(0.75, Places.zoom(patch, frame, screen, List.of(map, panel, small)));
    assertEquals(0.5, Places.zoom(patch, frame, screen, List.of(screen)));
  }

  @Test
  void aMapGoesToTheCornerThatIsFree() {
    final Rectangle screen = new Rectangle(0, 0, 1000, 800);
    final Rectangle map = new Rectangle(300, 120, 400, 400);
    assertEquals(
        new Rectangle(0, 0, 400, 400),
        Places.corner(map, screen, List.of(new Rectangle(500, 0, 500, 100))));
    assertEquals(
        new Rectangle(0, 120, 400, 400),
        Places.corner(map, screen, List.of(new Rectangle(0, 0, 500, 100))));
    assertEquals(map, Places.corner(map, screen, List.of(screen)));
  }
}
