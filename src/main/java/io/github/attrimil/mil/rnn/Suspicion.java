package io.github.attrimil.mil.rnn;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The order of patches by how probable any class but the first, which is that of slides without
 * disease, is for them. Compared are the log odds of the most probable of these classes, which
 * still differ where probabilities in float32 are all 1.
 */
final class Suspicion {

  private Suspicion() {}

  /**
   * @param z N x C logits, flat
   * @param classes C; with one class, whose probability is always 1, the logit is compared
   * @param count how many at most
   * @return rows, the most suspicious first, the first of equals first
   */
  static int[] order(final float[] z, final int classes, final int count) {
    final double[] odds = new double[z.length / classes];
    for (int i = 0; i < odds.length; i++) {
      odds[i] = odds(z, i * classes, classes);
    }
    return IntStream.range(0, odds.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -odds[i]))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** The largest logit but the first, less the log of the sum of the other exponentials. */
  private static double odds(final float[] z, final int start, final int classes) {
    if (classes == 1) {
      return z[start];
    }
    int most = start + 1;
    for (int k = start + 2; k < start + classes; k++) {
      most = z[k] > z[most] ? k : most;
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = start; k < start + classes; k++) {
      largest = k == most ? largest : Math.max(largest, z[k]);
    }
    double sum = 0;
    for (int k = start; k < start + classes; k++) {
      sum += k == most ? 0 : Math.exp(z[k] - largest);
    }
    return z[most] - largest - Math.log(sum);
  }
}
