package io.github.attrimil.demo;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Workers;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Applies an action to each item, several at a time, and stops at the first failure. */
final class InParallel {

  private InParallel() {}

  static <T> void forEach(final List<T> things, final int threads, final Consumer<T> action) {
    final ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      final CompletionService<Void> done = new ExecutorCompletionService<>(pool);
      for (final T thing : things) {
        done.submit(() -> action.accept(thing), null);
      }
      for (int i = 0; i < things.size(); i++) {
        done.take().get();
      }
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof AttriMilException ours) {
        throw ours;
      }
      throw new AttriMilException(AttriMilException.oneLine(e.getCause()), e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    } finally {
      pool.shutdownNow();
      // Files are being cleaned up.
      Workers.awaitEnd(pool);
    }
  }
}
