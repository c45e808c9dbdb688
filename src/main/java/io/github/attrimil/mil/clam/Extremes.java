package io.github.attrimil.mil.clam;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The patches that a branch attends most and least. */
final class Extremes {

  private final int patches;
  private final Comparator<Integer> order;

  /**
   * @param attention N x K, flat
   * @param columns K
   * @param column a branch
   */
  Extremes(final float[] attention, final int columns, final int column) {
    this.patches = attention.length / columns;
    // Among equals the first counts as higher, so that no patch is both most and least.
    this.order =
        Comparator.<Integer>comparingDouble(i -> attention[i * columns + column])
            .thenComparing(Comparator.reverseOrder());
  }

  /** The k patches of highest attention, highest first. */
  int[] highest(final int k) {
    return greatest(k, order);
  }

  /** The k patches of lowest attention, lowest first. */
  int[] lowest(final int k) {
    return greatest(k, order.reversed());
  }

  private int[] greatest(final int k, final Comparator<Integer> by) {
    final PriorityQueue<Integer> kept = new PriorityQueue<>(by);
    for (int i = 0; i < patches; i++) {
      if (kept.size() < k) {
        kept.add(i);
      } else if (by.compare(i, kept.peek()) > 0) {
        kept.remove();
        kept.add(i);
      }
    }
    final int[] found = new int[kept.size()];
    for (int j = found.length - 1; j >= 0; j--) {
      found[j] = kept.remove();
    }
    return found;
  }
}
