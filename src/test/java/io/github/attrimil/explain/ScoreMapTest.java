package io.github.attrimil.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.time.Duration;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreMapTest {

  @ParameterizedTest
  @ValueSource(doubles = {256, 100.3, 512.75, 33.333})
  void aCheckerboardStaysACheckerboard(final double step) {
    final PatchScores scores =
        Phantoms.grid(
            1234,
            77,
            30,
            20,
            step,
            step,
            (x, y) ->
                (Math.round((x - 1234) / step) + Math.round((y - 77) / step)) % 2 == 0 ? 2 : -3);
    final ScoreMap map = ScoreMap.of(scores, 1);
    assertEquals(30, map.grid().width());
    assertEquals(20, map.grid().height());
    assertEquals(step, map.grid().cellLevel0());
    final RandomAccess<FloatType> at = map.img().randomAccess();
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 30; x++) {
        assertEquals((x + y) % 2 == 0 ? 2f : -3f, at.setPositionAndGet(x, y).get());
      }
    }
  }

  @Test
  void overlappingPatchesAreAveraged() {
    // Patches of two cells at cells 0, 1, 2 of one row: cell k is covered by patches k-1 and k.
    final PatchScores scores =
        Phantoms.scores(
            new long[] {0, 128, 256}, new long[3], 256, 128, (x, y) -> 1 + x / 128 * 3); // 1 4 7
    final ScoreMap map = ScoreMap.of(scores, 1);
    assertEquals(4, map.grid().width());
    assertEquals(2, map.grid().height());
    final float[] expected = {1, 2.5f, 5.5f, 7, 1, 2.5f, 5.5f, 7};
    for (int k = 0; k < 8; k++) {
      assertEquals(expected[k], map.pixels()[k], 1e-6f);
    }
  }

  @Test
  void whereNoPatchIsThereIsNoValue() {
    final PatchScores scores =
        Phantoms.scores(new long[] {0, 768}, new long[] {0, 256}, 256, 256, (x, y) -> 0);
    final ScoreMap map = ScoreMap.of(scores, 1);
    assertEquals(0f, map.at(0, 0));
    assertEquals(0f, map.at(3, 1));
    assertTrue(Float.isNaN(map.at(1, 0)));
    assertTrue(Float.isNaN(map.at(4, 0)) && Float.isNaN(map.at(0, -1)));
  }

  @Test
  void piecesOfTissueWithOriginsOfTheirOwnGetAFinerGrid() {
    // The second piece is half a step off: cells of half a step fit both.
    final PatchScores scores =
        Phantoms.scores(
            new long[] {0, 256, 1152, 1408}, new long[] {0, 0, 0, 0}, 256, 256, (x, y) -> x);
    final ScoreMap map = ScoreMap.of(scores, 1);
    assertEquals(128, map.grid().cellLevel0());
    for (final long x : scores.xLevel0()) {
      assertEquals(x, map.atLevel0(x + 1, 1));
      assertEquals(x, map.atLevel0(x + 255, 255));
    }
    assertTrue(Float.isNaN(map.atLevel0(513, 1)));
  }

  @Test
  void originsThatFitNoGridMoveByAnEighthOfAStepAtMost() {
    final PatchScores scores =
        Phantoms.scores(
            new long[] {0, 1024 + 80}, new long[] {0, 2048 + 48}, 256, 256, (x, y) -> x);
    final ScoreMap map = ScoreMap.of(scores, 1);
    assertEquals(64, map.grid().cellLevel0());
    // 32 level-0 pixels inside of each edge the patch is where it is on the slide
    assertEquals(1104, map.atLevel0(1104 + 33, 2096 + 33));
    assertEquals(1104, map.atLevel0(1104 + 256 - 33, 2096 + 256 - 33));
  }

  @Test
  void twoHundredThousandPatchesTakeLessThanThreeSeconds() {
    final PatchScores scores = Phantoms.grid(0, 0, 500, 400, 512, 256, (x, y) -> x - y);
    assertTimeout(Duration.ofSeconds(3), () -> ScoreMap.of(scores, 1));
  }

  @Test
  void absurdCoordinatesAreRefused() {
    final long[] y = {0, 5};
    final long[] beyond = {0, 1L << 50};
    assertThrows(AttriMilException.class, () -> Phantoms.scores(beyond, y, 256, 256, (x, i) -> 0));
    // A place that a patch may have, on a map that no memory could hold.
    final PatchScores far =
        Phantoms.scores(new long[] {0, Integer.MAX_VALUE}, y, 256, 256, (x, i) -> 0);
    final PatchScores wide =
        Phantoms.scores(
            new long[] {0, Integer.MAX_VALUE},
            new long[] {0, Integer.MAX_VALUE},
            256,
            256,
            (x, i) -> 0);
    assertEquals(2, far.patches());
    assertThrows(AttriMilException.class, () -> ScoreMap.of(wide, 1));
  }

  @Test
  void theDefaultRangeLeavesOutOnePercent() {
    final float[] values = new float[200];
    for (int k = 0; k < 200; k++) {
      values[k] = k % 2 == 0 ? k + 1 : -k - 1;
    }
    assertEquals(198, ScoreColors.of(values).range());
    assertEquals(1, ScoreColors.of(new float[5]).range());
    final float[] oneOnly = new float[200];
    oneOnly[7] = -4;
    assertEquals(4, ScoreColors.of(oneOnly).range());
  }
}
