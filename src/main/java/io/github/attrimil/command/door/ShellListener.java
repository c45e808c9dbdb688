package io.github.attrimil.command.door;

import io.github.attrimil.core.Job;
import java.io.PrintStream;
import org.scijava.log.LogService;

/** Messages go to standard output, warnings and progress to standard error. */
public final class ShellListener implements Job.Listener {

  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final PrintStream err;
  private final LogService log;
  private long reported = System.nanoTime();

  /**
   * @param out takes messages
   * @param err takes warnings and progress
   * @param log takes what is for debugging
   */
  public ShellListener(final PrintStream out, final PrintStream err, final LogService log) {
    this.out = out;
    this.err = err;
    this.log = log;
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
    if (System.nanoTime() - reported > EVERY_NANOS) {
      reported = System.nanoTime();
      err.println(message);
    }
  }

  @Override
  public void debug(final String message) {
    log.debug(message);
  }
}
