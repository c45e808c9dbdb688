package io.github.attrimil.command.door;

import io.github.attrimil.core.Job;
import org.scijava.log.LogService;
import org.scijava.task.Task;

/** Reports to SciJava's log and, where there is one, to a task with its bar and cancel button. */
public final class SciJavaListener implements Job.Listener {

  private final LogService log;
  private final Task task;

  public SciJavaListener(final LogService log, final Task task) {
    this.log = log;
    this.task = task;
  }

  @Override
  public void info(final String message) {
    log.info(message);
  }

  @Override
  public void warn(final String message) {
    log.warn(message);
  }

  @Override
  public void debug(final String message) {
    log.debug(message);
  }

  @Override
  public void progress(final String message, final long done, final long total) {
    if (task != null) {
      task.setStatusMessage(message);
      task.setProgressMaximum(total);
      task.setProgressValue(done);
    }
  }
}
