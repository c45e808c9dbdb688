package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import io.github.attrimil.core.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs one stage over many slides, several at once. A slide that fails is reported and skipped, and
 * the others are processed; an error of the machine, such as too little memory, ends the run. What
 * comes of it, the run's record among it, does not depend on how many slides are worked on at once:
 * rows are recorded in the order of the slides, however they end.
 */
final class SlideLoop {

  private final Job job;
  private final String stage;
  private final List<String> slides;
  private final Crew.Work task;
  private final Consumer<SlideRow> taken;
  private final Progress progress;
  private final SlideRow[] rows;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> ended = new AtomicReference<>();
  private final long start = System.nanoTime();

  private SlideLoop(
      final Job job,
      final String stage,
      final List<String> slides,
      final Crew.Work task,
      final Consumer<SlideRow> taken) {
    this.job = job;
    this.stage = stage;
    this.slides = slides;
    this.task = task;
    this.taken = taken;
    this.progress = job.progress(stage, "slides", slides.size());
    this.rows = new SlideRow[slides.size()];
  }

  /**
   * Runs a stage.
   *
   * @param job takes progress and warnings; its record takes status, seconds and counts
   * @param stage the stage's name
   * @param slides slide ids
   * @param atOnce how many slides are worked on at once at most
   * @param crew who does them instead of threads of this process, if anybody
   * @param task what is done with each, in one of several threads
   * @param taken takes each row as soon as it is there, one at a time
   * @return the slides that are done or were done before, in order
   * @throws AttriMilException when no slide could be done
   * @throws RunEndedException when the user cancels, or an error of the machine ends the run
   */
  static List<String> run(
      final Job job,
      final String stage,
      final List<String> slides,
      final int atOnce,
      final Optional<Crew> crew,
      final Crew.Work task,
      final Consumer<SlideRow> taken) {
    return new SlideLoop(job, stage, slides, task, taken)
        .run(Math.min(atOnce, slides.size()), crew);
  }

  private List<String> run(final int threads, final Optional<Crew> crew) {
    try {
      if (crew.isPresent()) {
        crew.get().work(stage, slides, task, this::take, job);
      } else if (threads < 2) {
        work();
      } else {
        together(threads);
      }
    } finally {
      // Also of a run that was canceled.
      record();
    }
    if (ended.get() instanceof Error error) {
      throw error;
    }
    if (ended.get() != null) {
      throw (RuntimeException) ended.get();
    }
    return good();
  }

  private void together(final int threads) {
    final ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              final Thread thread = new Thread(work, "AttriMIL " + stage);
              thread.setDaemon(true);
              return thread;
            });
    final List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      running.add(pool.submit(this::work));
    }
    pool.shutdown();
    try {
      running.forEach(Workers::result);
    } catch (final CanceledException e) {
      // Whoever waits here was interrupted; the threads see it at their next tile or bag.
      ended.compareAndSet(null, e);
    } finally {
      Workers.awaitEnd(pool);
    }
  }

  /** What each thread does: one slide after the other, until none is left or the run ends. */
  private void work() {
    try {
      for (int i = next.getAndIncrement();
          i < rows.length && ended.get() == null;
          i = next.getAndIncrement()) {
        job.checkCanceled();
        take(i, task.run(slides.get(i), job.beside(() -> ended.get() != null)));
      }
    } catch (final RuntimeException | Error e) {
      ended.compareAndSet(null, e);
    }
  }

  private synchronized void take(final int i, final SlideRow row) {
    rows[i] = row;
    taken.accept(row);
    if (row.fatal().isPresent()) {
      throw FatalException.of(row.fatal().get(), "`" + stage + "` of slide " + row.slide());
    }
    progress.add(1);
  }

  private List<SlideRow> finished() {
    return Arrays.stream(rows).filter(Objects::nonNull).toList();
  }

  private long count(final Status status) {
    return finished().stream().filter(row -> row.status() == status).count();
  }

  private synchronized void record() {
    finished().forEach(row -> row.addTo(job.record(), stage));
    job.record().stage(stage, "seconds", seconds());
    job.record().stage(stage, "slides", slides.size());
    job.record().stage(stage, "done", count(Status.DONE));
    job.record().stage(stage, "skipped", count(Status.SKIPPED));
    job.record().stage(stage, "failed", count(Status.FAILED));
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private List<String> good() {
    final List<String> good =
        finished().stream().filter(SlideRow::good).map(SlideRow::slide).toList();
    final long done = count(Status.DONE);
    if (good.isEmpty() && !slides.isEmpty()) {
      final String reason = rows[rows.length - 1].note().orElse("");
      throw new AttriMilException(
          slides.size() == 1
              ? reason
              : "None of " + slides.size() + " slides could be processed: " + reason);
    }
    job.info(
        done == 0 && good.size() == slides.size()
            ? stage
                + ": nothing to do, "
                + (good.size() == 1
                    ? "the slide is already finished"
                    : good.size() + " slides are already finished")
            : String.format(
                Locale.ROOT,
                "%s: %d done, %d already finished, %d failed, %.1f s",
                stage,
                done,
                good.size() - done,
                slides.size() - good.size(),
                seconds()));
    return good;
  }
}
