package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.evaluate.PooledScores;
import io.github.attrimil.metrics.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PooledPatchesTest {

  @Test
  void weightsAreRepeatedSlides() {
    final Random random = new Random(3);
    final List<double[]> scores = new ArrayList<>();
    final List<boolean[]> lesions = new ArrayList<>();
    for (int s = 0; s < 5; s++) {
      final double[] score = new double[20];
      final boolean[] lesion = new boolean[20];
      for (int i = 0; i < 20; i++) {
        lesion[i] = s > 1 && random.nextInt(3) == 0;
        score[i] = random.nextInt(10) + (lesion[i] ? 2 : 0); // ties
      }
      scores.add(score);
      lesions.add(lesion);
    }
    final int[] weights = {1, 0, 2, 3, 1};
    final List<Double> score = new ArrayList<>();
    final List<Boolean> lesion = new ArrayList<>();
    for (int s = 0; s < 5; s++) {
      for (int n = 0; n < weights[s]; n++) {
        for (int i = 0; i < 20; i++) {
          score.add(scores.get(s)[i]);
          lesion.add(lesions.get(s)[i]);
        }
      }
    }
    final boolean[] truth = new boolean[lesion.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = lesion.get(i);
    }
    final Ranking all = Ranking.of(truth, score.stream().mapToDouble(v -> v).toArray());
    final PooledScores pooled = PooledScores.of(scores, lesions);
    assertEquals(all.auc().getAsDouble(), pooled.auc(weights).getAsDouble(), 1e-12);
    assertEquals(
        all.averagePrecision().getAsDouble(),
        pooled.averagePrecision(weights).getAsDouble(),
        1e-12);
    assertEquals(OptionalDouble.empty(), pooled.auc(new int[] {1, 1, 0, 0, 0}));
  }

  @Test
  void theBestThresholdHasTheBestDice() {
    final double[] score = {9, 7, 5, 3, 1};
    final boolean[] lesion = {true, false, true, false, false};
    // From 5 on: 2 hits, 1 wrong, 0 missed: 4 / 5. From 9 on: 1, 0, 1: 2 / 3.
    final OptionalDouble best = PatchDice.best(List.of(score), List.of(lesion));
    assertEquals(4, best.getAsDouble());
    assertEquals(0.8, PatchDice.of(score, lesion, 4).value().getAsDouble(), 1e-12);
    assertEquals(OptionalDouble.empty(), PatchDice.best(List.of(), List.of()));
    assertEquals(OptionalDouble.empty(), PatchDice.of(score, new boolean[5], 10).value());
  }
}
