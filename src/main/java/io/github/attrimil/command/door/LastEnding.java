package io.github.attrimil.command.door;

/** How the last command of this program ended, for macros, which see no exceptions. */
public final class LastEnding {

  private static volatile String status = "none";
  private static volatile String message = "";

  private LastEnding() {}

  /**
   * @param outcome how it ended; null for a failure
   * @param text what failed, where, and what to do; empty when nothing did
   */
  public static void set(final Outcome outcome, final String text) {
    status = outcome == null ? "failed" : outcome.word();
    message = text;
  }

  /**
   * @return the word of the outcome, or "none" before the first command
   */
  public static String status() {
    return status;
  }

  /**
   * @return what failed, where, and what to do; empty when nothing did
   */
  public static String message() {
    return message;
  }
}
