package io.github.attrimil.mil.attrimil;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The top patches of earlier bags, oldest first: a queue of fixed capacity. Using its oldest entry
 * moves that entry to the end.
 */
final class Bank {

  private static final int CAPACITY = 4;

  /**
   * A bag's top patches.
   *
   * @param rows K x E, what {@link PatchMemory} keeps of them, flat
   * @param size K
   */
  record Entry(float[] rows, int size) {}

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

  /** Gives the oldest entry, which thereby becomes the youngest. */
  Entry rotate() {
    final Entry oldest = entries.remove();
    entries.add(oldest);
    return oldest;
  }

  /** Its entries, oldest first. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  void clear() {
    entries.clear();
  }
}
