package io.github.attrimil.core;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A thread that does one thing at a time for several others, such as computing with a network that
 * they share: PyTorch keeps settings by thread, and two threads that compute at once would only
 * take cores from each other.
 */
public final class OneThread implements AutoCloseable {

  private final ExecutorService thread;

  /**
   * @param name of the thread
   */
  public OneThread(final String name) {
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              final Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Does something after what others asked for before.
   *
   * @param <T> the result
   * @param work what to do
   * @return its result
   * @throws RuntimeException what the work threw, and errors as by {@link Workers#failure}
   */
  public <T> T call(final Supplier<T> work) {
    return Workers.result(thread.submit(work::get));
  }

  /**
   * Ends the thread after what was asked for, even when the caller was interrupted.
   *
   * @param last done last, in the thread
   */
  public void closeAfter(final Runnable last) {
    thread.submit(last);
    close();
  }

  /** Ends the thread after what was asked for. */
  @Override
  public void close() {
    thread.shutdown();
    Workers.awaitEnd(thread);
  }
}
