package io.github.attrimil.train.bags;

import java.util.Random;

/** Every bag in turn, in an order that is drawn for each turn. */
final class ShuffledBags implements BagOrder {

  private final int[] order;
  private final int size;
  private final Random random;
  private int at;

  /**
   * @param bags how many there are
   * @param size how many an epoch has; a turn that it does not end is continued in the next
   * @param seed same seed, same order
   */
  ShuffledBags(final int bags, final int size, final long seed) {
    this.order = new int[bags];
    this.size = size;
    this.random = new Random(seed);
    for (int i = 0; i < bags; i++) {
      order[i] = i;
    }
    this.at = bags;
  }

  @Override
  public int[] epoch() {
    final int[] epoch = new int[size];
    for (int i = 0; i < size; i++) {
      if (at == order.length) {
        shuffle();
        at = 0;
      }
      epoch[i] = order[at++];
    }
    return epoch;
  }

  /** By Fisher and Yates. */
  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      final int j = random.nextInt(i + 1);
      final int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  }
}
