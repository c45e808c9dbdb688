package io.github.attrimil.evaluate.localize;

import io.github.attrimil.metrics.Ranking;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How patches called lesion overlap with those that are: Dice = 2 TP / (2 TP + FP + FN).
 *
 * @param hits TP
 * @param wrong FP
 * @param missed FN
 */
record PatchDice(long hits, long wrong, long missed) {

  /** Counts the patches of one slide; those with at least the threshold are called lesion. */
  static PatchDice of(final double[] score, final boolean[] lesion, final double threshold) {
    long hits = 0;
    long wrong = 0;
    long missed = 0;
    for (int i = 0; i < score.length; i++) {
      final boolean called = score[i] >= threshold;
      hits += called && lesion[i] ? 1 : 0;
      wrong += called && !lesion[i] ? 1 : 0;
      missed += !called && lesion[i] ? 1 : 0;
    }
    return new PatchDice(hits, wrong, missed);
  }

  /** Dice, or nothing when nothing is lesion and nothing called so. */
  OptionalDouble value() {
    final double all = 2.0 * hits + wrong + missed;
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(2 * hits / all);
  }

  PatchDice plus(final PatchDice other, final int times) {
    return new PatchDice(
        hits + times * other.hits, wrong + times * other.wrong, missed + times * other.missed);
  }

  /**
   * The threshold with the largest Dice over all patches together, midway to the next lower score;
   * of equals the highest. Nothing when there is no lesion.
   */
  static OptionalDouble best(final List<double[]> scores, final List<boolean[]> lesions) {
    final int n = scores.stream().mapToInt(s -> s.length).reduce(0, Math::addExact);
    if (n == 0) {
      return OptionalDouble.empty();
    }
    final boolean[] lesion = new boolean[n];
    final double[] score = new double[n];
    int at = 0;
    for (int s = 0; s < scores.size(); s++) {
      System.arraycopy(scores.get(s), 0, score, at, scores.get(s).length);
      System.arraycopy(lesions.get(s), 0, lesion, at, scores.get(s).length);
      at += scores.get(s).length;
    }
    final Ranking r = Ranking.of(lesion, score);
    if (r.positives() == 0) {
      return OptionalDouble.empty();
    }
    double best = -1;
    double threshold = 0;
    for (int g = 0; g < r.groups(); g++) {
      final long hits = r.truePositives(g);
      final double dice = 2.0 * hits / (2.0 * hits + r.falsePositives(g) + r.positives() - hits);
      if (dice > best) {
        best = dice;
        threshold =
            g == r.groups() - 1 ? r.threshold(g) : (r.threshold(g) + r.threshold(g + 1)) / 2;
      }
    }
    return OptionalDouble.of(threshold);
  }
}
