package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.metrics.Ranking;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {

  private static final boolean[] LABELS = {true, false, true, false, false};

  @Test
  void knownAreas() {
    assertEquals(1, auc(LABELS, 9, 1, 8, 2, 3));
    assertEquals(0, auc(LABELS, 1, 9, 2, 8, 3));
    assertEquals(0.5, auc(LABELS, 4, 4, 4, 4, 4));
    // Positives 3 and 2 against 1, 2, 3: 2.5 + 1.5 of 6 pairs.
    assertEquals(4.0 / 6, auc(LABELS, 3, 1, 2, 2, 3), 1e-15);
    assertEquals(0.5, auc(new boolean[] {true, false}, 0.0, -0.0));
    assertEquals(1, auc(new boolean[] {true, false}, Double.POSITIVE_INFINITY, 5));
  }

  @Test
  void knownAveragePrecision() {
    // Order + - +: precision 1 at the first and 2/3 at the second positive.
    final Ranking r = Ranking.of(new boolean[] {true, false, true}, new double[] {3, 2, 1});
    assertEquals((1 + 2.0 / 3) / 2, r.averagePrecision().getAsDouble(), 1e-15);
    final Ranking tied = Ranking.of(LABELS, new double[5]);
    assertEquals(0.4, tied.averagePrecision().getAsDouble(), 1e-15);
  }

  @Test
  void isUndefinedForOneClassAndRefusesWhatCannotBeRanked() {
    final Ranking positives = Ranking.of(new boolean[] {true, true}, new double[] {1, 2});
    assertEquals(OptionalDouble.empty(), positives.auc());
    assertEquals(OptionalDouble.of(1), positives.averagePrecision());
    final Ranking negatives = Ranking.of(new boolean[2], new double[] {1, 2});
    assertEquals(OptionalDouble.empty(), negatives.averagePrecision());
    assertEquals(true, RocCurve.of(negatives).isEmpty());
    assertThrows(AttriMilException.class, () -> Ranking.of(LABELS, new double[4]));
    assertThrows(
        AttriMilException.class, () -> Ranking.of(new boolean[1], new double[] {Double.NaN}));
    assertThrows(AttriMilException.class, () -> Ranking.of(new boolean[0], new double[0]));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 1000})
  void monotoneTransformsKeepAndLabelFlipsMirrorTheArea(final int distinct) {
    final Random random = new Random(distinct);
    final boolean[] positive = new boolean[300];
    final boolean[] flipped = new boolean[300];
    final double[] score = new double[300];
    double pairs = 0;
    double wins = 0;
    for (int i = 0; i < score.length; i++) {
      positive[i] = i < 120;
      flipped[i] = !positive[i];
      score[i] = (double) random.nextInt(distinct) / distinct + (positive[i] ? 0.25 : 0);
    }
    for (int i = 0; i < 120; i++) {
      for (int j = 120; j < 300; j++) {
        pairs++;
        wins += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
      }
    }
    final double area = auc(positive, score);
    assertEquals(wins / pairs, area, 1e-14);
    final double[] transformed =
        IntStream.range(0, 300).mapToDouble(i -> Math.exp(3 * score[i]) - 7).toArray();
    assertEquals(area, auc(positive, transformed));
    assertEquals(1 - area, auc(flipped, score), 1e-14);
    assertEquals(area, trapezoids(positive, score), 1e-14);
  }

  @Test
  void curveOfKnownScores() {
    final RocCurve c = RocCurve.of(Ranking.of(LABELS, new double[] {3, 1, 2, 2, 3})).orElseThrow();
    // The middle step equals the one before, so it is not a corner.
    assertArrayEquals(new double[] {0, 1.0 / 3, 2.0 / 3, 1}, c.falsePositiveRate(), 1e-15);
    assertArrayEquals(new double[] {0, 0.5, 1, 1}, c.truePositiveRate(), 1e-15);
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 3, 2, 1}, c.thresholds());
    final RocCurve straight =
        RocCurve.of(Ranking.of(new boolean[] {true, true, true, false}, new double[] {4, 3, 2, 1}))
            .orElseThrow();
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 4, 2, 1}, straight.thresholds());
  }

  private static double auc(final boolean[] positive, final double... score) {
    return Ranking.of(positive, score).auc().getAsDouble();
  }

  private static double trapezoids(final boolean[] positive, final double[] score) {
    final RocCurve c = RocCurve.of(Ranking.of(positive, score)).orElseThrow();
    return IntStream.range(1, c.thresholds().length)
        .mapToDouble(
            i ->
                (c.falsePositiveRate()[i] - c.falsePositiveRate()[i - 1])
                    * (c.truePositiveRate()[i] + c.truePositiveRate()[i - 1])
                    / 2)
        .sum();
  }
}
