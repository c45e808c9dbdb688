package io.github.attrimil.train.bags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BagQueueTest {

  private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "a", "b");

  private static Bag bag(final String id) {
    return new Bag(id, new float[8], FeatureCard.of(4), PatchGrid.unplaced(2));
  }

  private static BagQueue.Ready ready(final String id) {
    final Bag bag = bag(id);
    return new BagQueue.Ready(() -> bag, bag.bytes());
  }

  @Test
  void bagsComeInOrderAndFromAnotherThread() {
    final AtomicReference<Thread> reader = new AtomicReference<>();
    try (BagQueue queue =
        new BagQueue(
            id -> {
              reader.set(Thread.currentThread());
              return ready(id);
            },
            1 << 20)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        queue.start(IDS);
        for (final String id : IDS) {
          assertEquals(id, queue.next().slideId());
        }
      }
    }
    assertNotSame(Thread.currentThread(), reader.get());
  }

  /** While the network learns from one bag, the next are read: as many as fit, and one at least. */
  @Test
  void readsAheadAsFarAsMemoryAllows() throws InterruptedException {
    for (final int fit : new int[] {0, 2, 100}) {
      final int ahead = Math.max(1, Math.min(4, fit));
      final AtomicInteger read = new AtomicInteger();
      final CountDownLatch all = new CountDownLatch(2 + ahead);
      try (BagQueue queue =
          new BagQueue(
              id -> {
                read.incrementAndGet();
                all.countDown();
                return ready(id);
              },
              fit * bag("a").bytes())) {
        queue.start(IDS);
        queue.next();
        queue.next();
        assertTrue(all.await(10, TimeUnit.SECONDS));
        // Whoever read more would do so by now.
        Thread.sleep(20);
        assertEquals(2 + ahead, read.get());
      }
    }
  }

  @Test
  void countsTheSecondsForWhichThereIsNoBag() throws InterruptedException {
    try (BagQueue queue =
        new BagQueue(
            id -> {
              try {
                Thread.sleep(30);
              } catch (final InterruptedException e) {
                throw new AttriMilException("ended");
              }
              return ready(id);
            },
            1 << 20)) {
      queue.start(List.of("a", "b"));
      queue.next();
      final double first = queue.waitedSeconds();
      assertTrue(first > 0.02, first + " s");
      // Read while the network learns.
      Thread.sleep(200);
      queue.next();
      assertTrue(queue.waitedSeconds() < first + 0.02, queue.waitedSeconds() + " s");
    }
  }

  @Test
  void whatReadingThrowsArrivesWithItsBag() {
    try (BagQueue queue =
        new BagQueue(
            id -> {
              if (id.equals("c")) {
                throw new AttriMilException("c is damaged");
              }
              return ready(id);
            },
            1 << 20)) {
      queue.start(IDS);
      queue.next();
      queue.next();
      assertEquals("c is damaged", assertThrows(AttriMilException.class, queue::next).getMessage());
    }
  }
}
