package io.github.attrimil.core;

import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Receives progress and warnings of a long call, and asks whether to stop. It keeps the {@link
 * RunRecord}. Safe for use from several threads.
 */
public final class Job {

  /** Where messages go: the shell's streams, Fiji's status bar and log, or nowhere. */
  public interface Listener {
    /**
     * @param message one line for the user
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

    /**
     * A point of learning curves.
     *
     * @param model the name of what is trained
     * @param fold from 0
     * @param epoch from 0
     * @param values the epoch's numbers by the names of their columns in log.csv
     */
    default void epoch(
        final String model, final int fold, final int epoch, final Map<String, Double> values) {
      // Only windows draw curves.
    }

    /**
     * @param message lines that help to find a fault, for a debug log; users do not see them
     */
    default void debug(final String message) {
      // Most listeners have no place for it.
    }
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

  private static final ThreadLocal<Job> LAST = new ThreadLocal<>();

  private final Listener listener;
  private final BooleanSupplier canceled;
  private final RunRecord record;
  private volatile int slidesAtOnce = 1;
  private volatile Crew crew;

  /**
   * @param command the shell name of the command, for the record
   * @param listener where messages go
   * @param canceled whether the user has canceled; checked for each tile and each bag
   */
  public Job(final String command, final Listener listener, final BooleanSupplier canceled) {
    this.listener = listener;
    this.canceled = canceled;
    this.record = new RunRecord(command);
  }

  /**
   * @return a job without listener that is never canceled
   */
  public static Job silent() {
    return new Job("silent", NOWHERE, () -> false);
  }

  /**
   * A part of this job with a record of its own. It is canceled with this job; its messages are
   * shown here after its name, and its warnings are recorded here, too.
   *
   * @param name what the part does, for example "abmil"
   * @return the part
   */
  public Job part(final String name) {
    final Job whole = this;
    final Job part =
        new Job(
            name,
            new Listener() {
              @Override
              public void info(final String message) {
                whole.info(name + ": " + message);
              }

              @Override
              public void warn(final String message) {
                whole.warn(name + ": " + message);
              }

              @Override
              public void progress(final String message, final long done, final long total) {
                whole.listener.progress(name + ": " + message, done, total);
              }

              @Override
              public void epoch(
                  final String model,
                  final int fold,
                  final int epoch,
                  final Map<String, Double> values) {
                whole.listener.epoch(model, fold, epoch, values);
              }

              @Override
              public void debug(final String message) {
                whole.listener.debug(name + ": " + message);
              }
            },
            canceled);
    part.slidesAtOnce = slidesAtOnce;
    part.crew = crew;
    return part;
  }

  /**
   * A part of this job that runs beside others, with a record of its own. Its messages are shown at
   * once; what of its record goes into this job's, and in which order, is the caller's to say.
   *
   * @param ended whether the others have ended early, so that this part is to stop, too
   * @return the part
   */
  public Job beside(final BooleanSupplier ended) {
    return new Job(
        record.command(), listener, () -> canceled.getAsBoolean() || ended.getAsBoolean());
  }

  /**
   * @param most how many slides are worked on at once at most; 0 for one more than there are cores
   */
  public void slidesAtOnce(final int most) {
    if (most < 0) {
      throw new AttriMilException("slidesatonce=" + most + " is not a number of slides");
    }
    slidesAtOnce = most;
  }

  /**
   * @return how many slides are worked on at once at most, 1 unless it was set; memory may allow
   *     fewer
   */
  public int slidesAtOnce() {
    // One more than cores: each slide waits for the disk now and then.
    return slidesAtOnce > 0 ? slidesAtOnce : Runtime.getRuntime().availableProcessors() + 1;
  }

  /**
   * @param others who do the pieces of stages instead of threads of this process
   */
  public void crew(final Crew others) {
    crew = others;
  }

  /**
   * @return who does the pieces of stages, where it is not threads of this process
   */
  public Optional<Crew> crew() {
    return Optional.ofNullable(crew);
  }

  /**
   * @return the stage that this process helps another with, if it does
   */
  public Optional<String> helpsWith() {
    return crew().flatMap(Crew::helpsWith);
  }

  /**
   * @return what is known of this run so far
   */
  public RunRecord record() {
    return record;
  }

  /**
   * @param message one line for the user
   */
  public void info(final String message) {
    listener.info(message);
  }

  /**
   * Shows and records a warning.
   *
   * @param message what is odd, where, and what to do
   */
  public void warn(final String message) {
    record.warning(message);
    listener.warn(message);
  }

  /**
   * Shows a point of learning curves, where there is a display for it.
   *
   * @param model the name of what is trained
   * @param fold from 0
   * @param epoch from 0
   * @param values the epoch's numbers by the names of their columns in log.csv
   */
  public void epoch(
      final String model, final int fold, final int epoch, final Map<String, Double> values) {
    listener.epoch(model, fold, epoch, values);
  }

  /**
   * Records that a slide, or what a stage makes once, failed: the reason in one line, the stack
   * trace in the record and the debug log.
   *
   * @param stage a stage's name
   * @param slide a slide's id, or the name of what the stage makes
   * @param t what was thrown
   * @return the reason in one line
   */
  public String failed(final String stage, final String slide, final Throwable t) {
    final String trace = StackTraces.of(t);
    final String reason = AttriMilException.oneLine(t);
    record.failed(stage, slide, reason, trace);
    listener.debug(stage + " " + slide + ": " + trace);
    return reason;
  }

  /**
   * Records that the run failed: its stack trace goes into the record and the debug log.
   *
   * @param t what was thrown
   */
  public void failed(final Throwable t) {
    final String trace = StackTraces.of(t);
    record.trace(trace);
    listener.debug(trace);
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
   * @throws CanceledException when the user cancels
   */
  public void checkCanceled() {
    LAST.set(this);
    if (canceled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      forget();
      throw new CanceledException();
    }
  }

  /**
   * Asks again the job that this thread asked last, if any: for arithmetic that takes long with
   * large inputs and knows no job.
   *
   * @throws CanceledException when the user cancels
   */
  public static void checkLast() {
    final Job last = LAST.get();
    if (last != null) {
      last.checkCanceled();
    }
  }

  /** The job has ended; what this thread does next is not of it. */
  public static void forget() {
    LAST.remove();
  }
}
