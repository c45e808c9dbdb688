package io.github.attrimil.mil.dtfd;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Softmax;
import io.github.attrimil.mil.dtfd.DtfdOptions.Distillation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which patches the groups pass on. The reference's order is by the probability of the last class
 * in float32; here it is by log odds in float64, which still differ where probabilities are all 1.
 *
 * @param attention N, before the softmax
 * @param logits N x C, flat, of the patches by the first tier's classifier
 * @param bias C, of that classifier, which does not count
 */
record Choice(float[] attention, float[] logits, float[] bias) {

  /**
   * @param options the network's
   * @return rows, group after group: the highest in descending order, then the lowest likewise
   */
  int[] of(final Options options) {
    final int groups = options.get(DtfdOptions.GROUPS);
    final int each = Math.max(1, options.get(DtfdOptions.DISTILLED) / groups);
    final boolean lowest = options.get(DtfdOptions.DISTILL) == Distillation.MAXMINS;
    return IntStream.range(0, Math.min(groups, attention.length))
        .flatMap(
            g ->
                of(
                    IntStream.iterate(g, i -> i < attention.length, i -> i + groups).toArray(),
                    each,
                    lowest))
        .toArray();
  }

  private IntStream of(final int[] group, final int each, final boolean lowest) {
    final float[] own = new float[group.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = attention[group[i]];
    }
    final double[] shares = Softmax.of(own);
    final double[] odds = new double[group.length];
    for (int i = 0; i < odds.length; i++) {
      odds[i] = odds(group[i], shares[i]);
    }
    final int[] order =
        IntStream.range(0, group.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -odds[i]))
            .mapToInt(i -> group[i])
            .toArray();
    final int count = Math.min(each, order.length);
    final IntStream highest = Arrays.stream(order, 0, count);
    return lowest
        ? IntStream.concat(highest, Arrays.stream(order, order.length - count, order.length))
        : highest;
  }

  /** The last class's activation less the log of the sum of the others' exponentials. */
  private double odds(final int patch, final double share) {
    final int c = bias.length;
    final double[] activation = new double[c];
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < c; k++) {
      activation[k] = share * (logits[patch * c + k] - (double) bias[k]);
      largest = k < c - 1 ? Math.max(largest, activation[k]) : largest;
    }
    if (c == 1) {
      return activation[0];
    }
    double sum = 0;
    for (int k = 0; k < c - 1; k++) {
      sum += Math.exp(activation[k] - largest);
    }
    return activation[c - 1] - largest - Math.log(sum);
  }
}
