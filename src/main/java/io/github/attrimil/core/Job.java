package io.github.attrimil.core;

import java.util.function.BooleanSupplier;

/**
 * What a long call reports to and asks: progress, warnings, and whether to stop. It keeps the
 * {@link RunRecord}. Safe for use from several threads.
 */
public final class Job {

  /** Where messages go: the shell's streams, Fiji's status bar and log, or nowhere. */
  public interface Listener {
    /**
     * @param message one line a user wants to read
     */
    void info(String message);

    /**
     * @param message one line about something a user should look at
     */
    void warn(String message);

    /**
     * @param message what is going on, with rate and time left
     * @param done units done
     * @param total units in all, 0 when it is not known
     */
    void progress(String message, long done, long total);
  }

  private static final Listener NOWHERE =
      new Listener() {
        @Override
        public void info(final String message) {}

        @Override
        public void warn(final String message) {}

        @Override
        public void progress(final String message, final long done, final long total) {}
      };

  private final Listener listener;
  private final BooleanSupplier canceled;
  private final RunRecord record;

  /**
   * @param command the shell name of the command, for the record
   * @param listener where messages go
   * @param canceled whether the user wants to stop; asked for each tile and each bag
   */
  public Job(final String command, final Listener listener, final BooleanSupplier canceled) {
    this.listener = listener;
    this.canceled = canceled;
    this.record = new RunRecord(command);
  }

  /**
   * @return a job that tells nobody and is never canceled
   */
  public static Job silent() {
    return new Job("silent", NOWHERE, () -> false);
  }

  /**
   * @return what is known of this run so far
   */
  public RunRecord record() {
    return record;
  }

  /**
   * @param message one line a user wants to read
   */
  public void info(final String message) {
    listener.info(message);
  }

  /**
   * Tells and records a warning.
   *
   * @param message what is odd, where, and what to do
   */
  public void warn(final String message) {
    record.warning(message);
    listener.warn(message);
  }

  /**
   * Starts counting.
   *
   * @param what what is done, for example "features slide_01"
   * @param unit the plural of what is counted, for example "patches"
   * @param total how many in all, 0 when it is not known
   * @return the counter
   */
  public Progress progress(final String what, final String unit, final long total) {
    return new Progress(this, listener, what, unit, total);
  }

  /**
   * Called for each tile and each bag.
   *
   * @throws CanceledException when the user wants to stop
   */
  public void checkCanceled() {
    if (canceled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CanceledException();
    }
  }
}
