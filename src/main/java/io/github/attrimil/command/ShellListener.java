package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import java.io.PrintStream;

/** Messages go to standard output, warnings and progress to standard error. */
final class ShellListener implements Job.Listener {

  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final PrintStream err;
  private long told = System.nanoTime();

  ShellListener(final PrintStream out, final PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public synchronized void info(final String message) {
    out.println(message);
  }

  @Override
  public synchronized void warn(final String message) {
    err.println("Warning: " + message);
  }

  @Override
  public synchronized void progress(final String message, final long done, final long total) {
    // A log file needs no ten lines a second; what takes less than this needs none.
    if (System.nanoTime() - told > EVERY_NANOS) {
      told = System.nanoTime();
      err.println(message);
    }
  }
}
