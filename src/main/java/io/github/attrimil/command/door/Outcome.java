package io.github.attrimil.command.door;

import java.util.Locale;

/** How a run ended; the numbers are the shell's exit statuses. */
public enum Outcome {
  /** Everything is done. */
  DONE(0),
  /** It failed, or the user canceled it. */
  FAILED(1),
  /** Its parameters make no sense. */
  MISUSED(2),
  /** Done, but for some slides. */
  PARTLY(3);

  private final int status;

  Outcome(final int status) {
    this.status = status;
  }

  /** The shell's exit status. */
  public int status() {
    return status;
  }

  /** Whether there is something to work on with. */
  public boolean isGood() {
    return this == DONE || this == PARTLY;
  }

  /** The word for records and macros, which know one kind of failure. */
  public String word() {
    return this == MISUSED ? FAILED.word() : name().toLowerCase(Locale.ROOT);
  }
}
