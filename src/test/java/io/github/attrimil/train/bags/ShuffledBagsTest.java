package io.github.attrimil.train.bags;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.train.Recipes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShuffledBagsTest {

  private static final int BAGS = 7;

  @Test
  void everyBagComesOnceATurn() {
    final ShuffledBags bags = new ShuffledBags(BAGS, 10, 3);
    final int[] all = new int[7 * 10];
    for (int epoch = 0; epoch < 7; epoch++) {
      System.arraycopy(bags.epoch(), 0, all, 10 * epoch, 10);
    }
    for (int turn = 0; turn < 10; turn++) {
      final int[] once = Arrays.copyOfRange(all, BAGS * turn, BAGS * (turn + 1));
      Arrays.sort(once);
      assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, once, "turn " + turn);
    }
  }

  @Test
  void turnsDifferAndComeAgainWithTheSeed() {
    final ShuffledBags bags = new ShuffledBags(BAGS, BAGS, 3);
    final int[] first = bags.epoch();
    final int[] second = bags.epoch();
    assertFalse(Arrays.equals(first, second));
    final BagOrder resumed = new ShuffledBags(BAGS, BAGS, 3);
    resumed.skip(1);
    assertArrayEquals(second, resumed.epoch());
  }

  @Test
  void rareClassesWeighMore() {
    final int[] labels = {0, 0, 0, 0, 0, 0, 2, 2};
    assertArrayEquals(
        new double[] {8 / (2.0 * 6), 1, 8 / (2.0 * 2)},
        BagOrder.weights(Recipes.attrimil("default", "balance=loss").options(), labels, 3),
        1e-15);
    assertArrayEquals(
        new double[] {1, 1, 1},
        BagOrder.weights(Recipes.attrimil("default", "balance=none").options(), labels, 3));
  }

  @Test
  void anEpochHasEveryBagAndAsManyAsAreWanted() {
    final int[] labels = {0, 1, 0};
    final Options options = Recipes.attrimil("default", "balance=none bags=2").options();
    assertEquals(3, BagOrder.of(options, labels, 1).epoch().length);
    assertEquals(5, BagOrder.of(options.with("bags", "5"), labels, 1).epoch().length);
  }
}
