package io.github.attrimil.mil.attrimil;

import io.github.attrimil.cohort.Bag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The top patches of earlier bags, oldest first: a queue of fixed capacity whose oldest entry is
 * lent and goes to the end.
 */
final class Bank {

  private static final int CAPACITY = 4;

  /**
   * A bag's top patches.
   *
   * @param slideId the bag's slide
   * @param rows their K row numbers in the bag
   * @param features their K x D features, flat
   */
  record Entry(String slideId, int[] rows, float[] features) {

    static Entry of(final Bag bag, final int[] rows) {
      final int d = bag.dimension();
      final float[] features = new float[rows.length * d];
      for (int k = 0; k < rows.length; k++) {
        System.arraycopy(bag.features(), rows[k] * d, features, k * d, d);
      }
      return new Entry(bag.slideId(), rows, features);
    }

    int size() {
      return rows.length;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();

  /** Adds an entry; the oldest leaves when the bank is full. */
  void add(final Entry entry) {
    if (entries.size() == CAPACITY) {
      entries.remove();
    }
    entries.add(entry);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Lends the oldest entry, which thereby becomes the youngest. */
  Entry rotate() {
    final Entry oldest = entries.remove();
    entries.add(oldest);
    return oldest;
  }

  /** What it holds, oldest first. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  void clear() {
    entries.clear();
  }
}
