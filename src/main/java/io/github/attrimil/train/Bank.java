package io.github.attrimil.train;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The top patches of earlier bags, oldest first: a queue of fixed capacity whose oldest entry is
 * lent and goes to the end.
 */
final class Bank {

  private static final int CAPACITY = 4;

  /** K x D features of each entry, flat. */
  private final Deque<float[]> entries = new ArrayDeque<>();

  /** Adds an entry; the oldest leaves when the bank is full. */
  void add(final float[] features) {
    if (entries.size() == CAPACITY) {
      entries.remove();
    }
    entries.add(features);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Lends the oldest entry, which thereby becomes the youngest. */
  float[] rotate() {
    final float[] oldest = entries.remove();
    entries.add(oldest);
    return oldest;
  }

  void clear() {
    entries.clear();
  }
}
