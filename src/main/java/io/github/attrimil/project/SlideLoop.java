package io.github.attrimil.project;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Runs one stage over many slides. A slide that fails is reported and skipped, and the others are
 * processed; an error of the machine, such as too little memory, ends the run.
 */
final class SlideLoop {

  /** What one stage does with one slide. */
  @FunctionalInterface
  interface Task {
    /**
     * @param slide the slide's id
     * @return DONE or SKIPPED
     */
    RunRecord.Status run(String slide);
  }

  private SlideLoop() {}

  /**
   * Runs a stage.
   *
   * @param job takes progress and warnings; its record takes status, seconds and counts
   * @param stage the stage's name
   * @param slides slide ids
   * @param task what is done with each
   * @param failed takes the id and reason of a slide that could not be done
   * @return the slides that are done or were done before
   * @throws AttriMilException when no slide could be done
   * @throws RunEndedException when the user cancels, or an error of the machine ends the run
   */
  static List<String> run(
      final Job job,
      final String stage,
      final List<String> slides,
      final Task task,
      final BiConsumer<String, String> failed) {
    final long start = System.nanoTime();
    final Progress progress = job.progress(stage, "slides", slides.size());
    final List<String> good = new ArrayList<>();
    int done = 0;
    int failures = 0;
    String reason = "";
    try {
      for (final String slide : slides) {
        job.checkCanceled();
        try {
          final RunRecord.Status status = task.run(slide);
          job.record().slide(stage, slide, status, "");
          done += status == RunRecord.Status.DONE ? 1 : 0;
          good.add(slide);
        } catch (final RunEndedException e) {
          throw e;
        } catch (final RuntimeException | Error e) {
          failures++;
          reason = job.failed(stage, slide, e);
          failed.accept(slide, reason);
          if (FatalException.isFatal(e)) {
            throw FatalException.of(e, "`" + stage + "` of slide " + slide);
          }
          job.warn(stage + " " + slide + ": " + reason);
        }
        progress.add(1);
      }
    } finally {
      // Also of a run that was canceled.
      job.record().stage(stage, "seconds", (System.nanoTime() - start) / 1e9);
      job.record().stage(stage, "slides", slides.size());
      job.record().stage(stage, "done", done);
      job.record().stage(stage, "skipped", good.size() - done);
      job.record().stage(stage, "failed", failures);
    }
    final double seconds = (System.nanoTime() - start) / 1e9;
    if (good.isEmpty() && !slides.isEmpty()) {
      throw new AttriMilException(
          slides.size() == 1
              ? reason
              : "None of " + slides.size() + " slides could be processed: " + reason);
    }
    job.info(
        done == 0 && good.size() == slides.size()
            ? stage + ": nothing to do, " + good.size() + " slides are already finished"
            : String.format(
                Locale.ROOT,
                "%s: %d done, %d already finished, %d failed, %.1f s",
                stage,
                done,
                good.size() - done,
                slides.size() - good.size(),
                seconds));
    return good;
  }
}
