package io.github.attrimil.command;

import io.github.attrimil.command.door.LastEnding;
import io.github.attrimil.fiji.FijiSession;

/**
 * How the last command ended, for ImageJ macros, which see no exceptions: {@code
 * call("io.github.attrimil.command.LastRun.status")}.
 */
public final class LastRun {

  private LastRun() {}

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
    return LastEnding.status();
  }

  /**
   * @return what failed, where, and what to do; empty when nothing did
   */
  public static String message() {
    return LastEnding.message();
  }
}
