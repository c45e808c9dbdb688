package io.github.attrimil.core;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Java memory that pieces of work share while they run at once. Each states beforehand what it will
 * take, and waits until that much is left: small pieces run together, one that needs all runs
 * alone. They are let in as they came.
 */
public final class MemoryBudget {

  /** The rest is for what all pieces share, and for estimates that are too low. */
  private static final double SHARE_OF_HEAP = 0.6;

  private static final long EVERY_MILLIS = 100;

  /** What a piece of work holds until it ends. */
  public final class Permit implements AutoCloseable {
    private final long bytes;

    private Permit(final long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      give(bytes);
    }
  }

  private final long total;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private long held;

  /**
   * @param total bytes to share, above 0
   */
  public MemoryBudget(final long total) {
    if (total < 1) {
      throw new IllegalArgumentException("a budget of " + total + " bytes");
    }
    this.total = total;
  }

  /**
   * @return six tenths of what Java may use (-Xmx)
   */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget((long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory()));
  }

  /**
   * Waits until so much is left, and takes it. What is more than the whole budget is taken as the
   * whole: then nothing else runs.
   *
   * @param bytes estimated need, at least 0
   * @param job asked whether to stop waiting
   * @return to be closed when the work has ended
   * @throws CanceledException when the user cancels
   */
  public Permit take(final long bytes, final Job job) {
    final long need = Math.min(bytes, total);
    synchronized (this) {
      final Object ticket = new Object();
      waiting.add(ticket);
      try {
        while (waiting.peek() != ticket || held + need > total) {
          job.checkCanceled();
          wait(EVERY_MILLIS);
        }
        held += need;
        return new Permit(need);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CanceledException();
      } finally {
        waiting.remove(ticket);
        notifyAll();
      }
    }
  }

  private synchronized void give(final long bytes) {
    held -= bytes;
    notifyAll();
  }
}
