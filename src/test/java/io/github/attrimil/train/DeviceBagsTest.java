package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.tensor.Compute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which bags stay. On the CPU, where this runs, all copies share one memory, so that only the
 * values of the bag asked for last can be looked at.
 */
class DeviceBagsTest {

  private static final int BYTES = 4 * Float.BYTES;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Compute.engine().newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static Bag bag(final String id, final float first) {
    return new Bag(id, new float[] {first, 1, 2, 3}, FeatureCard.of(2), PatchGrid.unplaced(2));
  }

  private float[] values(final DeviceBags bags, final Bag bag) {
    try (NDManager scope = manager.newSubManager()) {
      final NDArray h = bags.features(bag, scope);
      assertEquals(2, h.getShape().get(0));
      return h.toFloatArray();
    }
  }

  @Test
  void withoutKeepingNothingStays() {
    try (DeviceBags bags = new DeviceBags(manager)) {
      assertArrayEquals(new float[] {5, 1, 2, 3}, values(bags, bag("a", 5)));
      assertArrayEquals(new float[] {6, 1, 2, 3}, values(bags, bag("b", 6)));
      assertEquals(0, bags.bytes());
    }
  }

  @Test
  void theOneNotUsedForLongestGoes() {
    try (DeviceBags bags = new DeviceBags(manager, true, 2 * BYTES)) {
      final Bag a = bag("a", 5);
      values(bags, a);
      values(bags, bag("b", 6));
      assertEquals(2 * BYTES, bags.bytes());
      values(bags, a);
      values(bags, bag("c", 7));
      assertEquals(2 * BYTES, bags.bytes());
      assertTrue(bags.holds("a"));
      assertFalse(bags.holds("b"));
      assertTrue(bags.holds("c"));
    }
  }

  @Test
  void aBagThatWasReadAgainIsCopiedAgain() {
    try (DeviceBags bags = new DeviceBags(manager, true, 2 * BYTES)) {
      values(bags, bag("a", 5));
      assertEquals(9, values(bags, bag("a", 9))[0]);
      assertEquals(BYTES, bags.bytes());
    }
  }

  @Test
  void aBagLargerThanAllRoomIsNotKept() {
    try (DeviceBags bags = new DeviceBags(manager, true, BYTES - 1)) {
      assertEquals(5, values(bags, bag("a", 5))[0]);
      assertEquals(0, bags.bytes());
    }
  }
}
