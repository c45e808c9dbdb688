package io.github.attrimil.command.door;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels the command when the process is asked to end, by Ctrl-C (SIGINT) or SIGTERM: what is
 * finished is kept and recorded, what is half written is removed. The exit status is then the
 * signal's, 130 or 143.
 */
public final class ShellSignals {

  /** A command ends within two seconds of a cancel; a disk that hangs must not hold the process. */
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean arrived;

  private ShellSignals() {}

  /**
   * @return what knows of signals from now on
   */
  public static ShellSignals watch() {
    final ShellSignals signals = new ShellSignals();
    Runtime.getRuntime().addShutdownHook(new Thread(signals::await, "AttriMIL signals"));
    return signals;
  }

  private void await() {
    arrived = true;
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return whether the process was asked to end
   */
  public boolean arrived() {
    return arrived;
  }

  /**
   * The command has ended, and the process may.
   *
   * @return whether the process was asked to end, and does so by itself
   */
  public boolean ended() {
    ended.countDown();
    return arrived;
  }
}
