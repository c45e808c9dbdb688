package io.github.attrimil.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.job.AttriMilException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchScoresTest {

  private static PatchScores two(final float[] s, final float[] a, final double logit) {
    return new PatchScores(
        "s1",
        "m",
        "",
        List.of("tumor"),
        new long[] {0, 256},
        new long[] {0, 0},
        256,
        256,
        Double.NaN,
        Double.NaN,
        new float[][] {s},
        new float[][] {a},
        new double[] {0.5},
        new double[] {logit},
        null);
  }

  @Test
  void contributionsAndBiasSumToTheLogit() {
    // exp 0 + exp 0 = 2: contributions 1.5 and -0.5
    final PatchScores scores = two(new float[] {3, -1}, new float[2], 1.5);
    assertEquals(1.5, scores.contribution(0, 0), 1e-12);
    assertEquals(-0.5, scores.contribution(0, 1), 1e-12);
    assertEquals(1.5, Arrays.stream(scores.contributions(0)).sum() + 0.5, 1e-12);
    assertEquals(0.5, scores.attentionShares(0)[0], 1e-12);
  }

  @Test
  void aLogitTheScoresDoNotExplainIsRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> two(new float[] {3, -1}, new float[2], 1.5003));
    assertTrue(e.getMessage().contains("'tumor'"), e.getMessage());
    assertTrue(e.getMessage().contains("1.50030"), e.getMessage());
  }

  @Test
  void attentionLogitsOfAHundredAreNoTrouble() {
    final float[] a = {100, 0};
    final float[] s = {(float) 1e37, 0};
    final PatchScores scores = two(s, a, 1e37f / Math.exp(100) + 0.5);
    assertEquals(1, scores.attentionShares(0)[0], 1e-12);
    assertEquals(1e37f / Math.exp(100), scores.contribution(0, 0), 1e-12);
  }

  @Test
  void badValuesAreNamed() {
    final AttriMilException nan =
        assertThrows(
            AttriMilException.class, () -> two(new float[] {Float.NaN, 0}, new float[2], 0.5));
    assertTrue(nan.getMessage().contains("NaN") && nan.getMessage().contains("s1"));
    assertThrows(AttriMilException.class, () -> two(new float[1], new float[2], 0.5));
  }

  @Test
  void aNeighbourThatIsNotThereIsRefused() {
    final int[][] nearest = {new int[9], new int[9]};
    nearest[1][8] = 2;
    final PatchScores ok = two(new float[2], new float[2], 0.5);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                new PatchScores(
                    "s1",
                    "m",
                    "",
                    ok.classNames(),
                    ok.xLevel0(),
                    ok.yLevel0(),
                    256,
                    256,
                    1,
                    1,
                    ok.score(),
                    ok.attention(),
                    ok.bias(),
                    ok.logit(),
                    nearest));
    assertTrue(e.getMessage().contains("index 2"), e.getMessage());
  }
}
