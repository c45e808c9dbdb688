package io.github.attrimil.workbench;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a stage is.
 *
 * @param stage the stage
 * @param done slides that are done; 1 where a stage that is done once is
 * @param failed slides that failed
 * @param stale slides, or the stage, done from inputs that have changed since
 * @param total all slides; 1 for a stage that is done once
 * @param note what came of it, for example "5 folds"; may be empty
 */
public record StageCount(WorkStage stage, int done, int failed, int stale, int total, String note) {

  /**
   * @return its mark in all
   */
  public Mark mark() {
    if (stale > 0) {
      return Mark.STALE;
    }
    if (total > 0 && done + failed >= total) {
      return done == 0 ? Mark.FAILED : Mark.DONE;
    }
    return Mark.OPEN;
  }

  /**
   * @return slides that are neither done nor failed, or stale
   */
  public int due() {
    return Math.max(0, total - done - failed);
  }

  /**
   * @return for example "38 of 40 done, 2 failed"
   */
  public String text() {
    final List<String> parts = new ArrayList<>();
    if (stage.perSlide()) {
      parts.add(total == 0 ? "no slides" : done + " of " + total + " done");
      if (failed > 0) {
        parts.add(failed + " failed");
      }
      if (stale > 0) {
        parts.add(stale + " stale");
      }
    } else {
      parts.add(stale > 0 ? "stale" : done > 0 ? "done" : failed > 0 ? "failed" : "not done");
    }
    if (!note.isEmpty()) {
      parts.add(note);
    }
    return String.join(", ", parts);
  }
}
