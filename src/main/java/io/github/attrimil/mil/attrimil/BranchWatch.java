package io.github.attrimil.mil.attrimil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Notices when a network stops using a branch. The ranking constraint with signs can be met by
 * shrinking exp(a) of a branch, and all its scores with it; bags may still be classified by the
 * other branches, but the scores of that class then show nothing. Each warning is given once.
 */
final class BranchWatch {

  /** A branch is collapsed below this share of the other branches' mean. */
  private static final double COLLAPSED = 0.05;

  /** Scores are equal when they spread by less than this share of their magnitude. */
  private static final double EQUAL = 1e-5;

  private final String advice;
  private final double[] weight;
  private final double[] magnitude;
  private double most = Double.NEGATIVE_INFINITY;
  private double least = Double.POSITIVE_INFINITY;
  private long patches;
  private boolean warnedCollapsed;
  private boolean warnedEqual;

  /**
   * @param classes C
   * @param advice what to do about a collapsed branch
   */
  BranchWatch(final int classes, final String advice) {
    this.advice = advice;
    this.weight = new double[classes];
    this.magnitude = new double[classes];
  }

  /**
   * Notes a bag.
   *
   * @param score N x C attribute scores, flat, patch by patch
   * @param attention N x C attention logits, likewise
   */
  void add(final float[] score, final float[] attention) {
    for (int i = 0; i < score.length; i++) {
      weight[i % weight.length] += Math.exp(attention[i]);
      magnitude[i % weight.length] += Math.abs(score[i]);
      most = Math.max(most, score[i]);
      least = Math.min(least, score[i]);
    }
    patches += score.length / weight.length;
  }

  /**
   * Judges what was noted since the last call, and forgets it.
   *
   * @param epoch from 0, for messages
   * @return warnings, each a line
   */
  List<String> endEpoch(final int epoch) {
    final List<String> warnings = patches > 0 ? judge(epoch) : List.of();
    Arrays.fill(weight, 0);
    Arrays.fill(magnitude, 0);
    most = Double.NEGATIVE_INFINITY;
    least = Double.POSITIVE_INFINITY;
    patches = 0;
    return warnings;
  }

  private List<String> judge(final int epoch) {
    final List<String> warnings = new ArrayList<>();
    if (!warnedEqual && most - least <= EQUAL * Math.max(Math.abs(most), Math.abs(least))) {
      warnedEqual = true;
      warnings.add(
          String.format(
              Locale.ROOT,
              "epoch %d: every patch has the same score, %.3g; the network has learned nothing"
                  + " about patches: train with another rate= or seed=",
              epoch,
              most));
    }
    for (int c = 0; c < weight.length && !warnedCollapsed; c++) {
      final double share = Math.min(share(weight, c), share(magnitude, c));
      if (share < COLLAPSED) {
        warnedCollapsed = true;
        warnings.add(
            String.format(
                Locale.ROOT,
                "epoch %d: the branch of class %d has collapsed to %.2g%% of the others; maps of"
                    + " its scores will show little: %s",
                epoch,
                c,
                100 * share,
                advice));
      }
    }
    return warnings;
  }

  /** A branch's sum over the mean of the others' sums. */
  private static double share(final double[] sums, final int c) {
    final double others = (Arrays.stream(sums).sum() - sums[c]) / (sums.length - 1);
    return sums.length == 1 || others == 0 ? 1 : sums[c] / others;
  }
}
