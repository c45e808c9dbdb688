package io.github.attrimil.command.door;

import io.github.attrimil.core.Job;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.fiji.LearningCurves;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.scijava.app.StatusService;
import org.scijava.log.LogService;
import org.scijava.task.Task;

/**
 * Reports to Fiji's window Log, where users look, to its status bar, and to a plot of learning
 * curves.
 */
public final class FijiListener implements Job.Listener {

  // The status bar takes whole numbers of 32 bits.
  private static final int PARTS = 1000;

  private final UnaryOperator<String> words;
  private final boolean quiet;
  private final LogService log;
  private final StatusService status;
  private final Task task;
  private final LearningCurves curves = new LearningCurves();

  /**
   * @param words puts a message into the words of Fiji's menu
   * @param quiet whether messages go to the debug log instead of the window Log
   * @param log takes what is for debugging
   * @param status the status bar, or null
   * @param task the running task, or null
   */
  public FijiListener(
      final UnaryOperator<String> words,
      final boolean quiet,
      final LogService log,
      final StatusService status,
      final Task task) {
    this.words = words;
    this.quiet = quiet;
    this.log = log;
    this.status = status;
    this.task = task;
  }

  @Override
  public void info(final String message) {
    line(words.apply(message));
  }

  private void line(final String text) {
    if (quiet) {
      log.debug(text);
    } else {
      FijiSession.log(text);
    }
  }

  @Override
  public void warn(final String message) {
    line("Warning: " + words.apply(message));
  }

  @Override
  public void debug(final String message) {
    log.debug(message);
  }

  @Override
  public void epoch(
      final String model, final int fold, final int epoch, final Map<String, Double> values) {
    if (!quiet) { // The workbench would be covered.
      curves.add(model, fold, epoch, values);
    }
  }

  @Override
  public void progress(final String message, final long done, final long total) {
    if (status != null && total > 0) {
      status.showStatus((int) (PARTS * Math.min(done, total) / total), PARTS, message);
    } else if (status != null) {
      status.showStatus(message);
    }
    if (task != null) {
      task.setStatusMessage(message);
      task.setProgressMaximum(total);
      task.setProgressValue(done);
    }
  }
}
