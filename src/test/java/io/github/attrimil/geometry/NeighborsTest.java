package io.github.attrimil.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.patches.Golden;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighborsTest {

  /** A grid of columns x rows patches, column by column. */
  private static PatchCoords grid(final int columns, final int rows, final double step) {
    final long[] x = new long[columns * rows];
    final long[] y = new long[columns * rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = 77 + Math.round(i / rows * step);
      y[i] = 33 + Math.round(i % rows * step);
    }
    return new PatchCoords(x, y);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grid",
        "ragged_holes",
        "single",
        "line",
        "step1024_patch256",
        "step1024_patch1024",
        "step512_patch512",
        "shuffled",
        "two_contours_different_origin",
        "duplicates"
      })
  void equalsTheOfficialFunction(final String name) {
    final List<String> lines = Golden.lines("neighbours/" + name + ".txt");
    final long[][] rows =
        lines.stream()
            .skip(1)
            .map(l -> Arrays.stream(l.split(" ")).mapToLong(Long::parseLong).toArray())
            .toArray(long[][]::new);
    final PatchCoords coords =
        new PatchCoords(
            Arrays.stream(rows).mapToLong(r -> r[0]).toArray(),
            Arrays.stream(rows).mapToLong(r -> r[1]).toArray());
    final int[] wanted =
        Arrays.stream(rows)
            .flatMapToLong(r -> Arrays.stream(r, 2, 11))
            .mapToInt(v -> (int) v)
            .toArray();
    assertEquals(9 * coords.size(), wanted.length);
    assertArrayEquals(wanted, Neighbors.nearest(coords, Double.parseDouble(lines.get(0))));
  }

  @ParameterizedTest
  @CsvSource({
    "grid, 256",
    "ragged_holes, 256",
    "line, 256",
    "step1024_patch256, 1024",
    "step1024_patch1024, 1024",
    "step512_patch512, 512",
    "shuffled, 256",
    "two_contours_different_origin, 256",
    "duplicates, 256"
  })
  void infersTheStep(final String name, final double step) {
    final long[] xy =
        Golden.lines("neighbours/" + name + ".txt").stream()
            .skip(1)
            .flatMapToLong(l -> Arrays.stream(l.split(" ")).limit(2).mapToLong(Long::parseLong))
            .toArray();
    assertEquals(step, Neighbors.inferStep(PatchCoords.ofInterleaved(xy)).orElseThrow());
  }

  @Test
  void noStepWithoutARowOrColumn() {
    assertTrue(Neighbors.inferStep(grid(1, 1, 256)).isEmpty());
    assertTrue(
        Neighbors.inferStep(new PatchCoords(new long[] {0, 5}, new long[] {0, 7})).isEmpty());
    assertTrue(Neighbors.inferStep(grid(0, 0, 256)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(doubles = {341.3333, 506.5, 256.01, 99.99, 1.5})
  void roundedGridsHaveTheNeighborsOfExactOnes(final double step) {
    final int[] wanted = Neighbors.nearest(grid(60, 50, 1000), 1000);
    assertArrayEquals(wanted, Neighbors.nearest(grid(60, 50, step), step));
    final double inferred = Neighbors.inferStep(grid(60, 50, step)).orElseThrow();
    assertEquals(step, inferred, 0.02);
    assertArrayEquals(wanted, Neighbors.nearest(grid(60, 50, step), inferred));
  }

  @Test
  void aWholeStepTakesNoPatchOnePixelOff() {
    final PatchCoords coords = new PatchCoords(new long[] {0, 257}, new long[] {0, 0});
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        Neighbors.nearest(coords, 256));
  }

  @Test
  void aMillionPatchesTakeSeconds() {
    final PatchCoords coords = grid(1000, 1000, 256);
    final int[] nearest =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> Neighbors.nearest(coords, 256), "not linear");
    final int middle = 500 * 1000 + 500;
    assertArrayEquals(
        new int[] {
          middle,
          middle - 1,
          middle + 1,
          middle - 1000,
          middle + 1000,
          middle - 1001,
          middle + 999,
          middle - 999,
          middle + 1001
        },
        Arrays.copyOfRange(nearest, 9 * middle, 9 * middle + 9));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(AttriMilException.class, () -> Neighbors.nearest(grid(2, 2, 256), 0));
    assertThrows(AttriMilException.class, () -> Neighbors.nearest(grid(2, 2, 256), Double.NaN));
    final PatchCoords far = new PatchCoords(new long[] {1L << 40}, new long[] {0});
    assertThrows(AttriMilException.class, () -> Neighbors.nearest(far, 256));
  }
}
