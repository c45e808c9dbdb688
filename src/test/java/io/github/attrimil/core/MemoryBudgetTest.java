package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  /** Works of 1 run beside each other, four of them at most; one of 100 runs alone. */
  @Test
  void smallWorksRunTogetherAndAGiantAlone() throws Exception {
    final MemoryBudget budget = new MemoryBudget(4);
    final AtomicInteger small = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicBoolean giant = new AtomicBoolean();
    final ExecutorService pool = Executors.newFixedThreadPool(8);
    final List<Future<?>> works = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      final boolean large = i % 10 == 5;
      works.add(
          pool.submit(
              () -> {
                try (MemoryBudget.Permit held = budget.take(large ? 100 : 1, Job.silent())) {
                  if (large) {
                    giant.set(true);
                    assertEquals(0, small.get());
                    Thread.sleep(5);
                    assertEquals(0, small.get());
                    giant.set(false);
                  } else {
                    assertTrue(!giant.get());
                    most.accumulateAndGet(small.incrementAndGet(), Math::max);
                    Thread.sleep(5);
                    small.decrementAndGet();
                  }
                  return null;
                }
              }));
    }
    for (final Future<?> work : works) {
      work.get();
    }
    pool.shutdown();
    assertEquals(4, most.get());
  }

  @Test
  void whoWaitsCanBeCanceled() {
    final MemoryBudget budget = new MemoryBudget(1);
    try (MemoryBudget.Permit held = budget.take(1, Job.silent())) {
      final AtomicInteger asked = new AtomicInteger();
      final Job canceled = Job.silent().beside(() -> asked.incrementAndGet() > 2);
      assertThrows(CanceledException.class, () -> budget.take(1, canceled));
    }
    budget.take(1, Job.silent()).close();
  }
}
