package io.github.attrimil.train.bags;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.Workers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads bags while the network learns from those before them: a thread of its own is a few bags
 * ahead, as far as memory allows. It counts the seconds for which the network has nothing to do.
 */
public final class BagQueue implements AutoCloseable {

  private static final int MOST_AHEAD = 4;

  /**
   * A bag that was read.
   *
   * @param bag gives it as the network sees it, which may still be computed
   * @param bytes of what was read
   */
  public record Ready(Supplier<Bag> bag, long bytes) {}

  private final Function<String, Ready> reading;
  private final long mostBytes;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            final Thread thread = new Thread(task, "attrimil-bags");
            thread.setDaemon(true);
            return thread;
          });
  private final Deque<Future<Ready>> ahead = new ArrayDeque<>();
  private Iterator<String> coming = List.<String>of().iterator();
  private long largest;
  private long waitedNanos;

  /**
   * @param reading reads a bag, in the thread of the queue
   * @param mostBytes of bags that are read ahead; one always is
   */
  public BagQueue(final Function<String, Ready> reading, final long mostBytes) {
    this.reading = reading;
    this.mostBytes = mostBytes;
  }

  /**
   * Begins to read, and forgets bags that were read ahead and not asked for.
   *
   * @param ids the bags that will be asked for, in order
   */
  public void start(final List<String> ids) {
    ahead.forEach(bag -> bag.cancel(false));
    ahead.clear();
    coming = ids.iterator();
    fill();
  }

  /** As many as memory allows, by the largest so far; of the first nothing is known yet. */
  private void fill() {
    final long most = largest == 0 ? 1 : Math.max(1, Math.min(MOST_AHEAD, mostBytes / largest));
    while (ahead.size() < most && coming.hasNext()) {
      final String id = coming.next();
      ahead.add(reader.submit(() -> reading.apply(id)));
    }
  }

  /**
   * @return the next bag
   * @throws RuntimeException what reading it threw
   */
  public Bag next() {
    final long start = System.nanoTime();
    final Ready ready = Workers.result(ahead.remove());
    waitedNanos += System.nanoTime() - start;
    largest = Math.max(largest, ready.bytes());
    fill();
    return ready.bag().get();
  }

  /**
   * @return seconds that were spent waiting for bags so far
   */
  public double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  /** Ends after the bag that is being read, which others may wait for, too. */
  @Override
  public void close() {
    ahead.forEach(bag -> bag.cancel(false));
    reader.shutdown();
    Workers.awaitEnd(reader);
  }
}
