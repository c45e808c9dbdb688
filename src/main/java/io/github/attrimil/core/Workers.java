package io.github.attrimil.core;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What those who wait for threads need: results, failures and their end. */
public final class Workers {

  private static final int MOST_READERS = 8;

  private static final int EVERY_MILLIS = 100;

  private Workers() {}

  /**
   * @return how many threads read patches of a slide: one per core, and no more than a disk serves
   */
  public static int readers() {
    return Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Waits for a result.
   *
   * @param <T> the result
   * @param future what is computed
   * @return the result
   * @throws CanceledException when the waiting thread is interrupted
   * @throws RuntimeException what the computing thread threw, an error as by {@link #failure}
   */
  public static <T> T result(final Future<T> future) {
    try {
      return future.get();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    } catch (final ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * Waits for a result that others are served before, and stops waiting when the user cancels.
   *
   * @param <T> the result
   * @param future what is computed
   * @param job asked ten times a second whether to stop
   * @return the result
   * @throws CanceledException when the user cancels
   * @throws RuntimeException as {@link #result(Future)}
   */
  public static <T> T result(final Future<T> future, final Job job) {
    while (true) {
      job.checkCanceled();
      try {
        return future.get(EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (final TimeoutException e) {
        // Asked again.
        continue;
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CanceledException();
      } catch (final ExecutionException e) {
        throw failure(e);
      }
    }
  }

  /**
   * @param e what a computing thread ended with
   * @return the exception it threw, anything else as an AttriMilException
   * @throws Error what it threw, where that {@link FatalException#isFatal ends a run}
   */
  public static RuntimeException failure(final ExecutionException e) {
    if (FatalException.isFatal(e.getCause())) {
      throw (Error) e.getCause();
    }
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new AttriMilException(AttriMilException.oneLine(e.getCause()), e.getCause());
  }

  /**
   * Waits until all threads have ended, so that nothing is closed under them: an interrupt does not
   * shorten that and is kept for the caller.
   *
   * @param pool a pool that was shut down
   */
  public static void awaitEnd(final ExecutorService pool) {
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (final InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
