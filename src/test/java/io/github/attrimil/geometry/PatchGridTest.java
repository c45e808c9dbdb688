package io.github.attrimil.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;

class PatchGridTest {

  private static final double UNKNOWN = Double.NaN;

  /** A row of patches. */
  private static PatchCoords row(final long... x) {
    return new PatchCoords(x, new long[x.length]);
  }

  private static int right(final PatchGrid grid, final int patch) {
    return grid.neighbors()[PatchGrid.NEIGHBORS * patch + 4];
  }

  @Test
  void neighborsAreFoundByTheStep() {
    final PatchGrid stated = PatchGrid.of(row(0, 100, 200), 50, 200);
    assertEquals(2, right(stated, 0));
    assertFalse(stated.indexed());
    final PatchGrid inferred = PatchGrid.of(row(0, 100, 200), 50, UNKNOWN);
    assertEquals(100, inferred.stepLevel0());
    assertEquals(1, right(inferred, 0));
    final PatchGrid single = PatchGrid.of(row(7), 50, UNKNOWN);
    assertEquals(50, single.stepLevel0());
    assertArrayEquals(new int[9], single.neighbors());
    assertArrayEquals(new int[9], PatchGrid.of(row(7), UNKNOWN, UNKNOWN).neighbors());
  }

  @Test
  void givenNeighborsAreKept() {
    final int[] table = new int[18];
    table[4] = 1;
    final PatchGrid grid = PatchGrid.of(row(0, 1000), 50, 50).withNeighbors(table);
    assertTrue(grid.indexed());
    assertEquals(1, right(grid, 0));
    assertEquals(1, right(grid.withScale(new PatchScale(1, 256, 0.5, 0.25)), 0));
    assertEquals(0, grid.findNeighbors()[4], "found anew, whatever was given");
    assertEquals(1, right(PatchGrid.unplaced(table), 0));
  }

  @Test
  void neighborsThatAreNoPatchesAreRefused() {
    final PatchGrid grid = PatchGrid.of(row(0, 50), 50, 50);
    final int[] beyond = new int[18];
    beyond[5] = 2;
    final int[] below = new int[18];
    below[5] = -1;
    for (final int[] table : new int[][] {beyond, below, new int[9], new int[27]}) {
      final String message =
          assertThrows(AttriMilException.class, () -> grid.withNeighbors(table)).getMessage();
      assertTrue(message.contains("2 patches") && message.contains("run `neighbors`"), message);
    }
    assertThrows(AttriMilException.class, () -> PatchGrid.unplaced(beyond));
    assertThrows(AttriMilException.class, () -> PatchGrid.unplaced(new int[17]));
  }

  @Test
  void patchesThatCannotBeAreRefused() {
    assertThrows(AttriMilException.class, () -> PatchGrid.of(row(), 50, 50));
    assertThrows(AttriMilException.class, () -> PatchGrid.of(row(0), 0, 50));
    assertThrows(AttriMilException.class, () -> PatchGrid.of(row(0), 50, -1));
    assertThrows(AttriMilException.class, () -> PatchGrid.of(row(0, 1L << 40), 50, 50));
    assertThrows(AttriMilException.class, () -> PatchCoords.ofInterleaved(new long[3]));
  }

  @Test
  void whatIsNotKnownIsNotInvented() {
    final PatchGrid grid = PatchGrid.of(row(0, 50), UNKNOWN, UNKNOWN);
    assertFalse(grid.sized());
    assertThrows(AttriMilException.class, grid::patchSizeLevel0);
    final PatchGrid unplaced = PatchGrid.unplaced(3);
    assertFalse(unplaced.placed());
    assertEquals(3, unplaced.size());
    assertEquals(2, right(unplaced, 2));
    assertThrows(AttriMilException.class, unplaced::coords);
    assertThrows(AttriMilException.class, unplaced::findNeighbors);
    assertTrue(Double.isNaN(unplaced.stepLevel0()));
  }
}
