package io.github.attrimil.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small tables with known content, for tests. */
public final class Tables {

  private Tables() {}

  /** Two classes: slide i is truly {@code truth[i]} with probability {@code p1[i]} of class 1. */
  public static Predictions binary(final int[] truth, final double... p1) {
    final List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < truth.length; i++) {
      rows.add(
          new Predictions.Row(
              "s" + i, truth[i], p1[i] > 0.5 ? 1 : 0, new double[] {1 - p1[i], p1[i]}));
    }
    return new Predictions(rows);
  }

  /** n slides of C classes, where the true class's logit is raised by {@code skill}. */
  public static Predictions random(
      final long seed, final String prefix, final int n, final int classes, final double skill) {
    final Random random = new Random(seed);
    final List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      final int truth = i % classes;
      final double[] p = new double[classes];
      double sum = 0;
      int best = 0;
      for (int c = 0; c < classes; c++) {
        p[c] = Math.exp(random.nextGaussian() + (c == truth ? skill : 0));
        sum += p[c];
        best = p[c] > p[best] ? c : best;
      }
      for (int c = 0; c < classes; c++) {
        p[c] /= sum;
      }
      rows.add(new Predictions.Row(prefix + i, truth, best, p));
    }
    return new Predictions(rows);
  }
}
