package io.github.attrimil.workbench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All runs of commands in this process: who started them does not matter. */
public final class Runs {

  /** Listens to runs, on their threads. */
  public interface Watcher {

    /**
     * @param run has started, reports something new, or has ended
     */
    void changed(Run run);
  }

  private static final List<Run> CURRENT = new CopyOnWriteArrayList<>();
  private static final List<Watcher> WATCHERS = new CopyOnWriteArrayList<>();

  private Runs() {}

  /**
   * Notes that a command starts.
   *
   * @param title its label
   * @param project the project's folder, if it has one
   * @param cancel asks it to stop
   * @return the run, which must be ended
   */
  public static Run begin(final String title, final Optional<Path> project, final Runnable cancel) {
    final Run run = new Run(title, project, cancel);
    CURRENT.add(run);
    changed(run);
    return run;
  }

  /**
   * @param project a project's folder
   * @return the run at work in it, if there is one
   */
  public static Optional<Run> in(final Path project) {
    return CURRENT.stream().filter(r -> r.isIn(project)).findFirst();
  }

  /**
   * @param watcher is called from now on
   */
  public static void watch(final Watcher watcher) {
    WATCHERS.add(watcher);
  }

  /**
   * @param watcher is not called any more
   */
  public static void forget(final Watcher watcher) {
    WATCHERS.remove(watcher);
  }

  static void ended(final Run run) {
    CURRENT.remove(run);
    changed(run);
  }

  static void changed(final Run run) {
    WATCHERS.forEach(w -> w.changed(run));
  }
}
