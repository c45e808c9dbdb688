package io.github.attrimil.workbench;

import io.github.attrimil.core.Job;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A run of a command while it lasts, and how it ended. Safe for use from several threads. */
public final class Run {

  private static final int LINES = 200;

  private final String title;
  private final Optional<Path> project;
  private final Runnable cancel;
  private final Deque<String> lines = new ArrayDeque<>();
  private String message = "Starting";
  private long done;
  private long total;
  private boolean canceling;
  private Optional<Boolean> ended = Optional.empty();

  Run(final String title, final Optional<Path> project, final Runnable cancel) {
    this.title = title;
    this.project = project.map(p -> p.toAbsolutePath().normalize());
    this.cancel = cancel;
  }

  /**
   * @return the command's label without dots
   */
  public String title() {
    return title;
  }

  /**
   * @param root a project's folder
   * @return whether it runs in this project
   */
  public boolean isIn(final Path root) {
    return project.isPresent() && project.get().equals(root.toAbsolutePath().normalize());
  }

  /**
   * @return what is going on, with rate and time left
   */
  public synchronized String message() {
    return canceling && ended.isEmpty() ? "Canceling: " + message : message;
  }

  /**
   * @param command a command's name
   * @param label its label in the menu
   * @return whether this is a run of the command, or of one that is at the command's stage now
   */
  public synchronized boolean isAt(final String command, final String label) {
    return ended.isEmpty()
        && (label.equals(title)
            || label.equals(title + "...")
            || message.matches("(?s)" + command + "\\b.*"));
  }

  /**
   * @return how much is done, from 0 to 1; negative where it is not known
   */
  public synchronized double fraction() {
    return total > 0 ? Math.min(1, done / (double) total) : -1;
  }

  /**
   * @return the last messages, the oldest first
   */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * @return nothing while it runs, then whether it ended well
   */
  public synchronized Optional<Boolean> ended() {
    return ended;
  }

  /** Asks it to stop. */
  public void cancel() {
    synchronized (this) {
      canceling = true;
    }
    cancel.run();
    Runs.changed(this);
  }

  /**
   * Listens in on a run.
   *
   * @param listener gets everything as before
   * @param words puts messages into the words of windows
   * @return to be given to the run
   */
  public Job.Listener over(final Job.Listener listener, final UnaryOperator<String> words) {
    final Run run = this;
    return new Job.Listener() {
      @Override
      public void info(final String text) {
        listener.info(text);
        run.line(words.apply(text));
      }

      @Override
      public void warn(final String text) {
        listener.warn(text);
        run.line("Warning: " + words.apply(text));
      }

      @Override
      public void progress(final String text, final long units, final long of) {
        listener.progress(text, units, of);
        run.progress(text, units, of);
      }

      @Override
      public void debug(final String text) {
        listener.debug(text);
      }

      @Override
      public void epoch(
          final String model, final int fold, final int epoch, final Map<String, Double> values) {
        listener.epoch(model, fold, epoch, values);
      }
    };
  }

  /**
   * Notes how it ended.
   *
   * @param well whether it ended well
   * @param text what failed, empty if nothing
   */
  public void end(final boolean well, final String text) {
    synchronized (this) {
      ended = Optional.of(well);
      if (!text.isEmpty()) {
        add(text);
      }
      message = text.isEmpty() ? title + ": done" : text;
      done = well ? 1 : 0;
      total = 1;
    }
    Runs.ended(this);
  }

  private void line(final String text) {
    synchronized (this) {
      add(text);
    }
    Runs.changed(this);
  }

  private void add(final String text) {
    lines.addLast(text);
    if (lines.size() > LINES) {
      lines.removeFirst();
    }
  }

  private void progress(final String text, final long units, final long of) {
    synchronized (this) {
      message = text;
      done = units;
      total = of;
    }
    Runs.changed(this);
  }
}
