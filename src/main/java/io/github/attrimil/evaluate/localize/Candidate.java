package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A place where a lesion is suspected.
 *
 * @param score how strongly; a lesion's own starts at 0, so that only scores above 0 can find one
 * @param xLevel0 in level-0 pixels
 * @param yLevel0 in level-0 pixels
 */
public record Candidate(double score, double xLevel0, double yLevel0) {

  /** Candidates of one map are at least this many patch sides apart, from center to center. */
  public static final double APART = 2;

  /** Checks the numbers. */
  public Candidate {
    if (!Double.isFinite(score) || !Double.isFinite(xLevel0) || !Double.isFinite(yLevel0)) {
      throw new AttriMilException(
          "A candidate has a score of " + score + " at " + xLevel0 + ", " + yLevel0);
    }
  }

  /**
   * Reads candidates off a map: the highest patch, then the highest of those that are not too near
   * to one taken, and so on while scores are above 0, which support a lesion.
   *
   * @param map the patches
   * @return the candidates at the patches' centers, strongest first; of equals the first patch's
   */
  public static List<Candidate> of(final PatchMap map) {
    final double half = map.sizeLevel0() / 2;
    final double apart = APART * map.sizeLevel0();
    final Integer[] order = new Integer[map.score().length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -map.score()[i]));
    final Map<Long, List<Candidate>> taken = new HashMap<>(); // by squares as wide as the distance
    final List<Candidate> all = new ArrayList<>();
    for (final int i : order) {
      if (!(map.score()[i] > 0)) {
        break;
      }
      final Candidate candidate =
          new Candidate(map.score()[i], map.xLevel0()[i] + half, map.yLevel0()[i] + half);
      if (candidate.isApart(taken, apart)) {
        all.add(candidate);
        taken.computeIfAbsent(candidate.square(apart, 0, 0), k -> new ArrayList<>()).add(candidate);
      }
    }
    return all;
  }

  private long square(final double side, final int dx, final int dy) {
    return ((long) Math.floor(xLevel0 / side) + dx << 32)
        ^ ((long) Math.floor(yLevel0 / side) + dy & 0xffffffffL);
  }

  private boolean isApart(final Map<Long, List<Candidate>> taken, final double apart) {
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        for (final Candidate other : taken.getOrDefault(square(apart, dx, dy), List.of())) {
          if (Math.hypot(xLevel0 - other.xLevel0, yLevel0 - other.yLevel0) < apart) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
