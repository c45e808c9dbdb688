package io.github.attrimil.command;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.project.Project;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModuleItem;
import org.scijava.command.CommandService;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.module.ModuleItem;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.scijava.ui.UIService;
import org.scijava.util.ClassUtils;

/**
 * What all commands share: parameters are checked, progress is shown and can be cancelled, a record
 * is written, and a failure is told in one line wherever the command was started from.
 *
 * <p>Fields are parameters and all lower case, because macros know no other. None is required for
 * SciJava, which would skip the command without a word; those with the attribute {@value #NEEDED}
 * are asked for here.
 */
public abstract class AttriCommand extends ContextCommand {

  /** Marks a parameter that must be given. */
  static final String NEEDED = "needed";

  /** How a run ended; the numbers are the shell's exit statuses. */
  enum Outcome {
    DONE(0),
    FAILED(1),
    PARTLY(3);

    final int status;

    Outcome(final int status) {
      this.status = status;
    }
  }

  @Parameter private CommandService commands;
  @Parameter private LogService log;

  @Parameter(required = false)
  private TaskService tasks;

  @Parameter(required = false)
  private StatusService status;

  @Parameter(required = false)
  private UIService ui;

  @Parameter(type = ItemIO.OUTPUT, label = "What was written")
  private File output;

  private Job.Listener listener;
  private Outcome outcome = Outcome.FAILED;
  private String message = "";
  private boolean canceledByUser;

  /**
   * Does the command's work: one call into the library.
   *
   * @param job told of progress
   * @return the file or folder a user looks at first, or null
   */
  protected abstract Path execute(Job job);

  /**
   * @return the project whose runs/ takes the record, if the command has one
   */
  protected Optional<Project> recordIn() {
    return Optional.empty();
  }

  /** Fills in what a user will likely want again, before the dialog opens. */
  void suggest() {
    // Nothing is likely for every command.
  }

  /**
   * @return whether this runs in Fiji, with a display or without
   */
  protected final boolean inFiji() {
    return context().getService("net.imagej.legacy.LegacyService") != null;
  }

  /** Tells someone else than SciJava's services: the shell. */
  void listener(final Job.Listener other) {
    listener = other;
  }

  Outcome outcome() {
    return outcome;
  }

  /** One line: what failed, where, and what to do. */
  String message() {
    return message;
  }

  @Override
  public final void run() {
    final CommandInfo info = commands.getCommand(getClass());
    final boolean fiji = inFiji();
    if (fiji) {
      QuietLibraries.apply();
    }
    final Task task = tasks == null ? null : tasks.createTask(info.getTitle());
    final BooleanSupplier escape = fiji ? FijiSession.escape() : () -> false;
    final Job job =
        new Job(
            info.getName(),
            listener == null ? listener(fiji, task) : listener,
            () -> isCanceled() || task != null && task.isCanceled() || escape.getAsBoolean());
    if (task != null) {
      task.start();
    }
    try {
      checkInputs(info, job);
      final Path path = execute(job);
      output = path == null ? null : path.toFile();
      final List<String> failed = job.record().slidesWith(Status.FAILED);
      end(failed.isEmpty() ? Outcome.DONE : Outcome.PARTLY, failedText(failed));
    } catch (final CanceledException e) {
      canceledByUser = true;
      end(Outcome.FAILED, e.getMessage());
    } catch (final AttriMilException e) {
      job.failed(e);
      end(Outcome.FAILED, AttriMilException.oneLine(e));
    } catch (final RuntimeException | Error e) {
      // Ours to mend: the line is for the user, the trace for the report.
      job.failed(e);
      end(
          Outcome.FAILED,
          AttriMilException.oneLine(
              FatalException.isFatal(e) ? FatalException.of(e, "`" + info.getName() + "`") : e));
      if (!FatalException.isFatal(e)) {
        log.error(e);
      }
    } finally {
      if (task != null) {
        task.finish();
      }
      if (fiji && status != null) {
        // A bar that is not full stays for ever.
        status.showProgress(1, 1);
      }
      record(job);
      LastRun.set(outcome, fiji ? menuWords(message) : message);
    }
    if (outcome == Outcome.FAILED && listener == null) {
      tellFailure(info, fiji);
    }
  }

  private Job.Listener listener(final boolean fiji, final Task task) {
    return fiji
        ? new FijiListener(this::menuWords, log, status, task)
        : new SciJavaListener(log, task);
  }

  /** One line: a dialog from the menu, a line in the log without a display or with Escape. */
  private void tellFailure(final CommandInfo info, final boolean fiji) {
    final String line = info.getTitle() + ": " + (fiji ? menuWords(message) : message);
    final boolean inMacro = fiji && FijiSession.hasMacroOptions();
    final boolean macroGoesOn = inMacro && FijiSession.endMacro(line);
    final boolean dialog = ui != null && !ui.isHeadless() && !canceledByUser && !macroGoesOn;
    if (!dialog && fiji) {
      FijiSession.log(line);
    } else if (!dialog) {
      log.error(line);
    }
    cancel(dialog ? line : null);
  }

  /** A message that names commands as the shell does, for someone who sees a menu. */
  private String menuWords(final String text) {
    String words = text;
    for (final CommandInfo other : commands.getCommands()) {
      if (other.getDelegateClassName().startsWith(getClass().getPackageName() + ".")) {
        words = words.replace("`" + other.getName() + "`", "\"" + other.getTitle() + "\"");
      }
    }
    return words;
  }

  private void end(final Outcome how, final String what) {
    outcome = how;
    message = what;
  }

  private static String failedText(final List<String> failed) {
    return failed.isEmpty()
        ? ""
        : failed.size() + " slide(s) failed, see process_list.csv: " + failed;
  }

  private void record(final Job job) {
    job.record()
        .outcome(
            outcome == Outcome.DONE
                ? "done"
                : outcome.name().toLowerCase(java.util.Locale.ROOT) + ": " + message);
    try {
      recordIn().ifPresent(p -> job.record().write(p.runs()));
    } catch (final AttriMilException e) {
      job.warn(AttriMilException.oneLine(e));
    }
  }

  private void checkInputs(final CommandInfo info, final Job job) {
    for (final ModuleItem<?> item : info.inputs()) {
      if (isParameter(item)) {
        final Object value = ClassUtils.getValue(((CommandModuleItem<?>) item).getField(), this);
        job.record().parameter(item.getName(), value);
        InputCheck.check(item, value);
      }
    }
  }

  /** Whether an input is a user's to give, not a service. */
  static boolean isParameter(final ModuleItem<?> item) {
    return !org.scijava.service.Service.class.isAssignableFrom(item.getType())
        && item.getType() != org.scijava.Context.class;
  }

  /**
   * @param file a file parameter
   * @return its path, or nothing when it was left out, which macros say as an empty text
   */
  static Optional<Path> path(final File file) {
    return file == null || file.getPath().isBlank() ? Optional.empty() : Optional.of(file.toPath());
  }

  /**
   * @param text names separated by commas
   * @return the names
   */
  static List<String> names(final String text) {
    final List<String> names = new ArrayList<>();
    for (final String name : text == null ? new String[0] : text.split(",")) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
