package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Memory;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import io.github.attrimil.core.Workers;
import io.github.attrimil.tensor.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trains folds, several at the same time where there is room. Each computes with its share of
 * PyTorch's threads, the same whether others run beside it or not: sums depend on the number of
 * threads in their last digits, and a fold has one result.
 */
final class FoldPool {

  /** Arrays of a step, in sizes of the bag. */
  private static final int STEP_ARRAYS = 10;

  /** What a network takes beside that. */
  private static final long NETWORK_BYTES = 200L << 20;

  private static final String FOLD = "fold_";

  /** Trains a fold. */
  @FunctionalInterface
  interface Training<R> {
    /**
     * @param fold its number, from 0
     * @param job takes its progress and warnings; asked whether to stop
     * @return what it gives
     */
    R train(int fold, Job job);
  }

  private FoldPool() {}

  /**
   * @param folds of the whole model
   * @return how many threads of PyTorch each fold has
   */
  static int threads(final int folds) {
    return Math.max(1, Compute.threads() / folds);
  }

  /**
   * As many as share PyTorch's threads and fit into memory; on a GPU, which one keeps busy, one.
   *
   * @param folds of the whole model
   * @param device where they compute
   * @param files of features
   * @return how many folds there is room for
   */
  static int room(final int folds, final Device device, final List<Path> files) {
    if (!device.equals(Device.cpu())) {
      return 1;
    }
    long largest = 0;
    for (final Path file : files) {
      try {
        largest = Math.max(largest, Files.size(file));
      } catch (final IOException e) {
        // Reported when it is read.
        largest = Math.max(largest, 0);
      }
    }
    final long most = Memory.available() / (NETWORK_BYTES + STEP_ARRAYS * largest);
    return (int) Math.max(1, Math.min(most, Math.min(folds, Compute.threads())));
  }

  /**
   * Trains folds. When one fails, or the user cancels, the others are stopped.
   *
   * @param folds their numbers
   * @param atOnce how many at the same time
   * @param threads of PyTorch for each
   * @param job asked whether to stop
   * @param training trains one
   * @param <R> what it gives
   * @return what was given, in the order of the folds; nothing where others trained them
   */
  static <R> List<R> train(
      final List<Integer> folds,
      final int atOnce,
      final int threads,
      final Job job,
      final Training<R> training) {
    if (job.crew().isPresent()) {
      train(job.crew().get(), folds, threads, job, training);
      return List.of();
    }
    if (Math.min(atOnce, folds.size()) <= 1) {
      return folds.stream()
          .map(k -> Compute.withThreads(threads, () -> training.train(k, job)))
          .toList();
    }
    job.info("train: " + Math.min(atOnce, folds.size()) + " folds at the same time");
    final ExecutorService pool = Executors.newFixedThreadPool(Math.min(atOnce, folds.size()));
    final List<R> results = new ArrayList<>(java.util.Collections.nCopies(folds.size(), null));
    try {
      final CompletionService<Void> done = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < folds.size(); i++) {
        final int at = i;
        done.submit(
            () ->
                results.set(
                    at, Compute.withThreads(threads, () -> training.train(folds.get(at), job))),
            null);
      }
      for (int i = 0; i < folds.size(); i++) {
        done.take().get();
      }
      return results;
    } catch (final ExecutionException e) {
      throw Workers.failure(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    } finally {
      pool.shutdownNow();
      // Networks are being closed, and files written whole.
      Workers.awaitEnd(pool);
    }
  }

  /** Others train the folds; what they leave is in the project's folder. */
  private static <R> void train(
      final Crew crew,
      final List<Integer> folds,
      final int threads,
      final Job job,
      final Training<R> training) {
    final List<String> names = folds.stream().map(k -> FOLD + k).toList();
    crew.work(
        "train",
        names,
        (name, own) -> {
          try {
            final int k = Integer.parseInt(name.substring(FOLD.length()));
            Compute.withThreads(threads, () -> training.train(k, own));
            return SlideRow.of(name, Status.DONE, Optional.empty(), own);
          } catch (final RunEndedException e) {
            throw e;
          } catch (final RuntimeException | Error e) {
            return SlideRow.failed(name, AttriMilException.oneLine(e), e, own);
          }
        },
        (index, row) -> {
          row.warnings().forEach(job::warn);
          if (!row.good()) {
            throw new AttriMilException(names.get(index) + ": " + row.note().orElse("failed"));
          }
        },
        job);
  }
}
