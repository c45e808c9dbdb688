package io.github.attrimil.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds the patches that support a class most, and those that oppose it most. */
public final class TopPatches {

  private TopPatches() {}

  /**
   * Picks patches by score, largest first. Patches that only oppose are never evidence for a class,
   * and of patches that overlap the best stands for all.
   *
   * @param scores the patches
   * @param c class
   * @param k how many at most
   * @return patch indices, 0 to k of them, all with a score above 0, none overlapping another
   */
  public static List<Integer> of(final PatchScores scores, final int c, final int k) {
    return strongest(scores, c, k, 1);
  }

  /**
   * The same for the patches that oppose the class.
   *
   * @param scores the patches
   * @param c class
   * @param k how many at most
   * @return patch indices, lowest score first, all below 0
   */
  public static List<Integer> against(final PatchScores scores, final int c, final int k) {
    return strongest(scores, c, k, -1);
  }

  private static List<Integer> strongest(
      final PatchScores scores, final int c, final int k, final int sign) {
    final float[] score = scores.shown(c);
    final Integer[] order = new Integer[score.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -sign * score[i]));
    final List<Integer> top = new ArrayList<>();
    for (final int i : order) {
      if (top.size() >= k || !(sign * score[i] > 0)) {
        break;
      }
      if (top.stream().noneMatch(j -> overlap(scores, i, j))) {
        top.add(i);
      }
    }
    return top;
  }

  private static boolean overlap(final PatchScores scores, final int i, final int j) {
    final double side = scores.patchSizeLevel0();
    return Math.abs(scores.xLevel0()[i] - scores.xLevel0()[j]) < side
        && Math.abs(scores.yLevel0()[i] - scores.yLevel0()[j]) < side;
  }
}
