package io.github.attrimil.command;

import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.fiji.FijiSession;

/**
 * How the last command ended, for ImageJ macros, which see no exceptions: {@code
 * call("io.github.attrimil.command.LastRun.status")}.
 */
public final class LastRun {

  private static volatile String status = "none";
  private static volatile String message = "";

  private LastRun() {}

  static void set(final Outcome outcome, final String text) {
    status = outcome == null ? "failed" : outcome.word();
    message = text;
  }

  /**
   * Lets the running macro continue when a command fails, without a dialog. Otherwise a failure
   * ends the macro, as with ImageJ's own commands.
   */
  public static void goOn() {
    FijiSession.continueAfterFailure();
  }

  /**
   * @return "done", "partly" when some slides failed, "failed", or "none" before the first run
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
