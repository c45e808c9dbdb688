package io.github.attrimil.core;

import io.github.attrimil.core.RunRecord.Status;
import java.util.List;
import java.util.Optional;

/**
 * How a slide fared in a stage: all that whoever gathers the slides of a run must know, whichever
 * thread or machine worked on it. A slide that failed is such a row, too, and no exception.
 *
 * @param slide the slide's id
 * @param status how it fared
 * @param note why it failed, or a remark for the user; nothing to leave what the process list has
 * @param trace the stack trace of a failure, else empty
 * @param warnings shown while it was processed, in order
 * @param fatal the error of the machine that failed it and ends the run
 */
public record SlideRow(
    String slide,
    Status status,
    Optional<String> note,
    String trace,
    List<String> warnings,
    Optional<Throwable> fatal) {

  /**
   * A slide that is done or was done before.
   *
   * @param slide the slide's id
   * @param status done or skipped
   * @param note a remark for the user; nothing to leave what the process list has
   * @param job of the slide, which has the warnings
   * @return its row
   */
  public static SlideRow of(
      final String slide, final Status status, final Optional<String> note, final Job job) {
    return new SlideRow(slide, status, note, "", job.record().warnings(), Optional.empty());
  }

  /**
   * A slide that failed.
   *
   * @param slide the slide's id
   * @param reason in one line
   * @param e why
   * @param job of the slide, which has the warnings
   * @return its row
   */
  public static SlideRow failed(
      final String slide, final String reason, final Throwable e, final Job job) {
    return new SlideRow(
        slide,
        Status.FAILED,
        Optional.of(reason),
        StackTraces.of(e),
        job.record().warnings(),
        Optional.of(e).filter(FatalException::isFatal));
  }

  /**
   * @return whether the slide is finished, now or before
   */
  public boolean good() {
    return status != Status.FAILED;
  }

  /**
   * Adds the row to a run's record.
   *
   * @param record of the run
   * @param stage the stage's name
   */
  public void addTo(final RunRecord record, final String stage) {
    if (good()) {
      record.slide(stage, slide, status, "");
    } else {
      record.failed(stage, slide, note.orElse(""), trace);
    }
    warnings.forEach(record::warning);
  }
}
