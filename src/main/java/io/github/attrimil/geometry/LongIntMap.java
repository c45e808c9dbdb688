package io.github.attrimil.geometry;

import java.util.Arrays;

/** From long keys to ints of 0 or more; the first value put under a key stays. Open addressing. */
public final class LongIntMap {

  private static final int NONE = -1;

  private long[] keys;
  private int[] values;
  private int size;

  public LongIntMap(final int expected) {
    allocate(Math.max(16, Integer.highestOneBit(Math.max(1, Math.min(expected, 1 << 28))) << 2));
  }

  private void allocate(final int capacity) {
    keys = new long[capacity];
    values = new int[capacity];
    Arrays.fill(values, NONE);
  }

  /** A key for a pair of coordinates. */
  static long key(final int x, final int y) {
    return (long) x << 32 | y & 0xffffffffL;
  }

  public void putIfAbsent(final long key, final int value) {
    final int slot = slot(key);
    if (values[slot] == NONE) {
      keys[slot] = key;
      values[slot] = value;
      if (++size > keys.length / 2) {
        grow();
      }
    }
  }

  /**
   * @return the value, or -1
   */
  public int get(final long key) {
    return values[slot(key)];
  }

  /** Where the key is, or would be put. */
  private int slot(final long key) {
    // Multiplicative hashing; the high half of the product depends on all bits of the key.
    final long h = key * 0x9e3779b97f4a7c15L;
    int slot = (int) (h >>> 32 ^ h >>> 48) & keys.length - 1;
    while (values[slot] != NONE && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  private void grow() {
    final long[] oldKeys = keys;
    final int[] oldValues = values;
    allocate(2 * oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != NONE) {
        final int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
