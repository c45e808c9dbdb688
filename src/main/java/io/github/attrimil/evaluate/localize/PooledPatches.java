package io.github.attrimil.evaluate.localize;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The patches of several slides by falling score, sorted once, so that figures of slides drawn with
 * replacement take one pass.
 */
final class PooledPatches {

  private final double[] score;
  private final int[] slide;
  private final boolean[] lesion;

  /**
   * @param scores scores of each slide's patches
   * @param lesions their true labels
   */
  PooledPatches(final List<double[]> scores, final List<boolean[]> lesions) {
    final int n = scores.stream().mapToInt(s -> s.length).reduce(0, Math::addExact);
    final long[] place = new long[n];
    int at = 0;
    for (int s = 0; s < scores.size(); s++) {
      for (int i = 0; i < scores.get(s).length; i++) {
        place[at++] = (long) s << 32 | i;
      }
    }
    final Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.comparingDouble(
            i -> -scores.get((int) (place[i] >> 32))[(int) (place[i] & 0xffffffffL)]));
    score = new double[n];
    slide = new int[n];
    lesion = new boolean[n];
    for (int k = 0; k < n; k++) {
      slide[k] = (int) (place[order[k]] >> 32);
      final int i = (int) (place[order[k]] & 0xffffffffL);
      score[k] = scores.get(slide[k])[i];
      lesion[k] = lesions.get(slide[k])[i];
    }
  }

  /** The area under the ROC curve, ties half; nothing without lesions or without others. */
  OptionalDouble auc(final int[] weights) {
    return metrics(weights)[0];
  }

  /** Average precision; nothing without lesions. */
  OptionalDouble averagePrecision(final int[] weights) {
    return metrics(weights)[1];
  }

  private OptionalDouble[] metrics(final int[] weights) {
    double p = 0;
    double n = 0;
    double above = 0;
    double precision = 0;
    for (int i = 0; i < score.length; ) {
      final double value = score[i];
      double dp = 0;
      double dn = 0;
      for (; i < score.length && score[i] == value; i++) {
        if (lesion[i]) {
          dp += weights[slide[i]];
        } else {
          dn += weights[slide[i]];
        }
      }
      above += dn * (p + dp / 2);
      p += dp;
      n += dn;
      precision += dp == 0 ? 0 : dp * p / (p + n);
    }
    return new OptionalDouble[] {
      p > 0 && n > 0 ? OptionalDouble.of(above / p / n) : OptionalDouble.empty(),
      p > 0 ? OptionalDouble.of(precision / p) : OptionalDouble.empty()
    };
  }
}
