package io.github.attrimil.train.bags;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Draws from imbalanced classes. */
class BalancedSamplerTest {

  private static final int DRAWN = 30_000;

  /** 30 bags of class 0, 6 of class 1, 3 of class 2. */
  private static int[] labels() {
    final int[] labels = new int[39];
    Arrays.fill(labels, 30, 36, 1);
    Arrays.fill(labels, 36, 39, 2);
    return labels;
  }

  @Test
  void everyClassComesEquallyOftenAndEveryBagOfAClassToo() {
    final int[] labels = labels();
    final int[] times = new int[labels.length];
    final int[] byClass = new int[3];
    for (final int bag : new BalancedSampler(labels, DRAWN, 4).epoch()) {
      times[bag]++;
      byClass[labels[bag]]++;
    }
    for (int c = 0; c < 3; c++) {
      assertNear(DRAWN / 3.0, byClass[c]);
    }
    final int[] bags = {30, 6, 3};
    for (int i = 0; i < labels.length; i++) {
      assertNear(DRAWN / 3.0 / bags[labels[i]], times[i]);
    }
  }

  /** Within five standard deviations of a count that is nearly a Poisson one. */
  private static void assertNear(final double expected, final int count) {
    assertEquals(expected, count, 5 * Math.sqrt(expected));
  }

  @Test
  void aClassWithoutBagsIsNotDrawn() {
    final int[] times = new int[2];
    for (final int bag : new BalancedSampler(new int[] {0, 2}, DRAWN, 4).epoch()) {
      times[bag]++;
    }
    assertNear(DRAWN / 2.0, times[0]);
  }

  @Test
  void epochsDifferAndComeAgainWithTheSeed() {
    final BalancedSampler sampler = new BalancedSampler(labels(), 50, 4);
    final int[] first = sampler.epoch();
    final int[] second = sampler.epoch();
    assertFalse(Arrays.equals(first, second));
    final BalancedSampler resumed = new BalancedSampler(labels(), 50, 4);
    resumed.skip(1);
    assertArrayEquals(second, resumed.epoch());
  }
}
