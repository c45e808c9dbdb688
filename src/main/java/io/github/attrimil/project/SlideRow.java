package io.github.attrimil.project;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord;
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
   * @param slide the slide's id
   * @param made how the work on it ended
   * @param job of the slide, which has the warnings
   * @return its row
   */
  static SlideRow of(final String slide, final Made made, final Job job) {
    return new SlideRow(
        slide, made.status(), made.remark(), "", job.record().warnings(), Optional.empty());
  }

  /**
   * @return whether the slide is finished, now or before
   */
  boolean good() {
    return status != Status.FAILED;
  }

  /** Adds the row to a run's record. */
  void addTo(final RunRecord record, final String stage) {
    if (good()) {
      record.slide(stage, slide, status, "");
    } else {
      record.failed(stage, slide, note.orElse(""), trace);
    }
    warnings.forEach(record::warning);
  }
}
