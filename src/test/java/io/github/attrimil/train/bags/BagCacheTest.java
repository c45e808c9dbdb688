package io.github.attrimil.train.bags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BagCacheTest {

  private static Bag bag(final String id) {
    return new Bag(id, new float[8], FeatureCard.of(4), PatchGrid.unplaced(2));
  }

  @Test
  void aBagThatManyAskForIsMadeOnceAndNobodyElseWaits() throws Exception {
    final AtomicInteger made = new AtomicInteger();
    final CountDownLatch slow = new CountDownLatch(1);
    final BagCache cache =
        new BagCache(
            id -> {
              made.incrementAndGet();
              if (id.equals("slow")) {
                try {
                  assertTrue(slow.await(10, TimeUnit.SECONDS));
                } catch (final InterruptedException e) {
                  throw new AttriMilException("ended");
                }
              }
              return bag(id);
            },
            3);
    final ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      final List<Future<Bag>> asked = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asked.add(threads.submit(() -> cache.get("slow")));
      }
      assertSame(cache.get("quick"), cache.get("quick"));
      slow.countDown();
      for (final Future<Bag> future : asked) {
        assertSame(cache.get("slow"), future.get(10, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2, made.get());
  }

  @Test
  void theOneUnusedForLongestLeaves() {
    final AtomicInteger made = new AtomicInteger();
    // Room for two: a part of the heap so small that a third is too much.
    final long room = 2 * bag("a").bytes();
    final int part = (int) (Runtime.getRuntime().maxMemory() / room);
    final BagCache cache =
        new BagCache(
            id -> {
              made.incrementAndGet();
              return bag(id);
            },
            part);
    cache.get("a");
    cache.get("b");
    cache.get("a");
    cache.get("c");
    assertEquals(3, made.get());
    assertTrue(cache.known("a").isPresent());
    assertTrue(cache.known("b").isEmpty());
    assertTrue(cache.known("c").isPresent());
  }

  @Test
  void aFailureIsNotKept() {
    final AtomicInteger asked = new AtomicInteger();
    final BagCache cache =
        new BagCache(
            id -> {
              if (asked.incrementAndGet() == 1) {
                throw new AttriMilException("damaged");
              }
              return bag(id);
            },
            3);
    assertThrows(AttriMilException.class, () -> cache.get("a"));
    assertEquals("a", cache.get("a").slideId());
  }
}
