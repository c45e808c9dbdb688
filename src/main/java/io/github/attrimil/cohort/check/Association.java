package io.github.attrimil.cohort.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How strongly two groupings of the same patients go together: Cramér's V with the bias correction
 * of Bergsma (2013, doi:10.1016/j.jkss.2012.10.002), 0 for not at all, 1 for one determines the
 * other, and the share of random regroupings that are as strong.
 *
 * @param strength V
 * @param chance share of shuffled groupings with at least this V, the observed one among them
 * @param count patients
 */
record Association(double strength, double chance, int count) {

  private static final int SHUFFLES = 999;
  private static final int WORK = 4_000_000;

  /**
   * @param first a group of each patient
   * @param second another
   * @param least of a weaker V the chance is not looked for, and is 1
   * @return how they go together
   */
  static Association of(final List<String> first, final List<String> second, final double least) {
    final int[] a = numbers(first);
    final int[] b = numbers(second);
    final double observed = strength(a, b);
    if (observed < least) {
      return new Association(observed, 1, a.length);
    }
    final Random random = new Random(1);
    final int shuffles = Math.max(199, Math.min(SHUFFLES, WORK / a.length));
    int stronger = 1;
    for (int k = 0; k < shuffles; k++) {
      for (int i = b.length - 1; i > 0; i--) {
        final int j = random.nextInt(i + 1);
        final int swapped = b[i];
        b[i] = b[j];
        b[j] = swapped;
      }
      stronger += strength(a, b) >= observed - 1e-12 ? 1 : 0;
    }
    return new Association(observed, (double) stronger / (shuffles + 1), a.length);
  }

  private static int[] numbers(final List<String> groups) {
    final Map<String, Integer> known = new HashMap<>();
    return groups.stream().mapToInt(g -> known.computeIfAbsent(g, k -> known.size())).toArray();
  }

  private static double strength(final int[] a, final int[] b) {
    final int n = a.length;
    final int rows = 1 + Arrays.stream(a).max().orElse(0);
    final int columns = 1 + Arrays.stream(b).max().orElse(0);
    if (n < 3 || rows < 2 || columns < 2) {
      return 0;
    }
    final double[][] counts = new double[rows][columns];
    final double[] row = new double[rows];
    final double[] column = new double[columns];
    for (int i = 0; i < n; i++) {
      counts[a[i]][b[i]]++;
      row[a[i]]++;
      column[b[i]]++;
    }
    double chi = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        final double expected = row[r] * column[c] / n;
        chi += (counts[r][c] - expected) * (counts[r][c] - expected) / expected;
      }
    }
    final double phi = Math.max(0, chi / n - (rows - 1.0) * (columns - 1) / (n - 1));
    final double r = rows - (rows - 1.0) * (rows - 1) / (n - 1);
    final double c = columns - (columns - 1.0) * (columns - 1) / (n - 1);
    final double least = Math.min(r, c) - 1;
    return least > 0 ? Math.min(1, Math.sqrt(phi / least)) : 0;
  }
}
