package io.github.attrimil.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
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
    // u = 2 and -4; scores hold exp of 60 at most, the pooling exp of 100
    final float[] a = {100, 99};
    final float[] s = {(float) (2 * Math.exp(60)), (float) (-4 * Math.exp(60))};
    final double share = 1 / (1 + Math.exp(-1));
    final PatchScores scores = two(s, a, 2 * share - 4 * (1 - share) + 0.5);
    assertEquals(share, scores.attentionShares(0)[0], 1e-12);
    assertEquals(2 * share, scores.contribution(0, 0), 1e-6);
    assertTrue(scores.identityError(0) < 1e-6);
  }

  @Test
  void attentionAloneHasNoContributions() {
    final PatchScores e = two(new float[] {3, -1}, new float[2], 1.5);
    final PatchScores scores =
        new PatchScores(
            "s1",
            "m",
            "",
            e.classNames(),
            e.xLevel0(),
            e.yLevel0(),
            256,
            256,
            1,
            1,
            new float[][] {{0.25f, 0.75f}},
            e.attention(),
            e.bias(),
            new double[] {17},
            null,
            Meaning.of("abmil"));
    assertEquals(Meaning.ATTENTION, scores.meaning());
    final AttriMilException told =
        assertThrows(AttriMilException.class, () -> scores.contributions(0));
    assertTrue(told.getMessage().contains("attention only"), told.getMessage());
    assertEquals(Meaning.EVIDENCE, Meaning.of("attrimil"));
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
