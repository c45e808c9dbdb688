package io.github.attrimil.train.bags;

import java.util.Random;

/**
 * Draws bags with replacement so that every class comes equally often: a bag's weight is one over
 * the number of bags of its class.
 */
public final class BalancedSampler implements BagOrder {

  private final int[][] byClass;
  private final int size;
  private final Random random;

  /**
   * @param labels each bag's class
   * @param size how many bags an epoch draws
   * @param seed same seed, same draws
   */
  public BalancedSampler(final int[] labels, final int size, final long seed) {
    this.size = size;
    this.random = new Random(seed);
    final int classes = java.util.Arrays.stream(labels).max().orElseThrow() + 1;
    this.byClass =
        java.util.stream.IntStream.range(0, classes)
            .mapToObj(
                c ->
                    java.util.stream.IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == c)
                        .toArray())
            .filter(bags -> bags.length > 0)
            .toArray(int[][]::new);
  }

  /**
   * @return the bags of one epoch
   */
  @Override
  public int[] epoch() {
    final int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      final int[] bags = byClass[random.nextInt(byClass.length)];
      drawn[i] = bags[random.nextInt(bags.length)];
    }
    return drawn;
  }
}
