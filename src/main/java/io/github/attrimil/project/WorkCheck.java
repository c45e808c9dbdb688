package io.github.attrimil.project;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A quick look at finished work: whether what it was made from is still the same. Unlike a stage it
 * does not know the parameters of the next run, and of large files it compares size and time only.
 */
public final class WorkCheck {

  /** How an output stands. */
  public enum State {
    /** It is not there. */
    MISSING,
    /** It is there, and its inputs are as they were, or it came from elsewhere. */
    DONE,
    /** An input has changed since, or its run did not finish. */
    STALE
  }

  private final Stamps stamps;

  /**
   * @param project the project
   */
  public WorkCheck(final Project project) {
    stamps = project.stamps();
  }

  /**
   * @param stage the stage that makes the output
   * @param name the slide or model
   * @param output the file that is there when it is finished
   * @return how it stands
   */
  public State of(final String stage, final String name, final Path output) {
    if (!Files.exists(output)) {
      return State.MISSING;
    }
    return stamps.looksCurrent(stage, name) ? State.DONE : State.STALE;
  }
}
