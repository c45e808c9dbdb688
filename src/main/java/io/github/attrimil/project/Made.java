package io.github.attrimil.project;

import io.github.attrimil.core.RunRecord.Status;
import java.util.Optional;

/**
 * How the work on one slide ended when it did not fail.
 *
 * @param status DONE, or SKIPPED where the work found nothing to change
 * @param remark what the process list notes of it, if it takes note of this stage
 */
public record Made(Status status, Optional<String> remark) {

  /**
   * @return finished now; the process list keeps what it has
   */
  public static Made done() {
    return new Made(Status.DONE, Optional.empty());
  }

  /**
   * @param remark a note for the user, or empty
   * @return finished now, noted in the process list
   */
  public static Made done(final String remark) {
    return new Made(Status.DONE, Optional.of(remark));
  }

  /**
   * @return nothing had to be changed
   */
  public static Made unchanged() {
    return new Made(Status.SKIPPED, Optional.empty());
  }
}
