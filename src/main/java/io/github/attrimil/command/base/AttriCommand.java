package io.github.attrimil.command.base;

import io.github.attrimil.command.door.CommandWindows;
import io.github.attrimil.command.door.LastEnding;
import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.command.door.Words;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.options.OptionProblem;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.ProjectLock;
import io.github.attrimil.workbench.Run;
import io.github.attrimil.workbench.Runs;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.CommandService;
import org.scijava.log.LogService;
import org.scijava.module.ModuleInfo;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.scijava.ui.UIService;

/**
 * What all commands share: progress is shown and can be canceled, a record is written, and a
 * failure is reported in one line wherever the command was started from. Its inputs are made from
 * options by {@link OptionModule}; {@link #execute} takes their values.
 */
public abstract class AttriCommand extends OptionModule {

  @Parameter private CommandService commands;
  @Parameter private LogService log;

  @Parameter(required = false)
  private TaskService tasks;

  @Parameter(required = false)
  private StatusService status;

  @Parameter(required = false)
  private UIService ui;

  @Parameter(type = ItemIO.OUTPUT, label = "Files written")
  private File output;

  private Job.Listener listener;
  private BooleanSupplier stopped = () -> false;
  private Crew crew;
  private Outcome outcome = Outcome.FAILED;
  private String message = "";
  private boolean canceledByUser;
  private volatile boolean stopAsked;
  private boolean inWorkbench;
  private Optional<String> refusal = Optional.empty();

  /**
   * Does the command's work: one call into the library.
   *
   * @param given a value of each of the options
   * @param job receives progress
   * @return the file or folder a user looks at first, or null
   */
  protected abstract Path execute(Options given, Job job);

  // -- Running --

  /**
   * @return the project's folder, if the command has one and it was given
   */
  protected Optional<Path> place() {
    return Optional.empty();
  }

  /**
   * @return whether a dialog asks for inputs where none were given
   */
  protected boolean asks() {
    return true;
  }

  /**
   * Asks before finished work is discarded, where somebody can answer.
   *
   * @param given a value of each of the options
   * @param question shows a question and returns whether the answer is yes
   * @throws CanceledException when it is not
   */
  protected void confirm(final Options given, final Predicate<String> question) {
    // Most commands discard nothing.
  }

  /**
   * Refuses to run, such as for a macro's line that nobody can mean.
   *
   * @param why what is wrong; of several reasons the first counts
   */
  public final void refuse(final String why) {
    refusal = refusal.or(() -> Optional.of(why));
  }

  @Override
  final void unknownInput(final String name) {
    refuse(MacroKeys.sentence("There is", name, defaults()));
  }

  /** Starts without a dialog; the workbench shows a failure itself. */
  public final void startFromWorkbench() {
    inWorkbench = true;
  }

  /**
   * @return whether inputs that were not given take their defaults instead of being asked for
   */
  public final boolean isSilent() {
    return inWorkbench || !asks() || refusal.isPresent();
  }

  /**
   * @return the project whose runs/ takes the record, if the command has one
   */
  protected Optional<Project> recordIn() {
    return Optional.empty();
  }

  /** Fills in what is likely before inputs are asked for. */
  public void suggest() {
    // Nothing is likely for every command.
  }

  /**
   * @return whether a Recorder gets the command's line when it has ended
   */
  public boolean isRecorded() {
    return true;
  }

  /**
   * @return whether a project's folder may be one that does not exist yet
   */
  public boolean startsProject() {
    return false;
  }

  /**
   * @return whether this runs in Fiji, with a display or without
   */
  protected final boolean inFiji() {
    return context().getService("net.imagej.legacy.LegacyService") != null;
  }

  /**
   * Holds what a run must have alone.
   *
   * @param job shown what is found
   * @return closed when the run has ended
   */
  protected Held begin(final Job job) {
    return () -> {};
  }

  /** What a run holds until it ends. */
  @FunctionalInterface
  protected interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Reports to another listener than SciJava's services, and asks it whether to stop: the shell.
   *
   * @param other receives messages, warnings and progress
   * @param canceled whether to stop; asked often
   */
  public final void door(final Job.Listener other, final BooleanSupplier canceled) {
    listener = other;
    stopped = canceled;
  }

  /**
   * Leaves the pieces of stages to others.
   *
   * @param others who does them; null for threads of this process
   */
  public final void crew(final Crew others) {
    crew = others;
  }

  /** Whether this run does some pieces of another one, which keeps lists, locks and records. */
  final boolean helps() {
    return crew != null && crew.helpsWith().isPresent();
  }

  /**
   * @return how it ended
   */
  public final Outcome outcome() {
    return outcome;
  }

  /**
   * @return one line: what failed, where, and what to do; empty when nothing did
   */
  public final String message() {
    return message;
  }

  @Override
  public final void run() {
    final ModuleInfo info = getInfo();
    final boolean fiji = inFiji();
    QuietLibraries.apply();
    final Task task = tasks == null ? null : tasks.createTask(info.getTitle());
    final BooleanSupplier escape = fiji ? FijiSession.escape() : () -> false;
    final CommandWindows windows = windows();
    final Run watched = Runs.begin(label(info).replace("...", ""), place(), () -> stopAsked = true);
    final Job job =
        new Job(
            info.getName(),
            watched.over(
                listener == null ? windows.listener(task, inWorkbench) : listener, windows::seen),
            () ->
                stopAsked
                    || isCanceled()
                    || task != null && task.isCanceled()
                    || escape.getAsBoolean()
                    || stopped.getAsBoolean());
    if (task != null) {
      task.start();
    }
    Held held = () -> {};
    try {
      defaults().list().forEach(o -> job.record().parameter(o.name(), getInput(o.name())));
      refusal.ifPresent(
          why -> {
            throw new UsageException(why);
          });
      final Options given = read();
      SlidesAtOnce.apply(given, job);
      given.list().stream()
          .filter(o -> !o.name().equals(CommonOptions.PROJECT.name())) // May be made.
          .forEach(o -> OptionProblem.checkThere(o, given.get(o)));
      job.crew(crew);
      given
          .list()
          .forEach(
              o -> {
                job.record().parameter(o.name(), recorded(given, o));
                job.record().meaning(o.name(), o.description());
              });
      confirm(given, text -> listener != null || windows.ask(label(info), text));
      held = begin(job);
      job.checkCanceled();
      final Path path = execute(given, job);
      output = path == null ? null : path.toFile();
      final List<String> failed = job.record().slidesWith(Status.FAILED);
      failures(failed).stream()
          .filter(row -> !row.get(2).isEmpty())
          .forEach(
              row -> job.info("Failed: " + row.get(0) + ", " + row.get(1) + ": " + row.get(2)));
      end(
          failed.isEmpty() ? Outcome.DONE : Outcome.PARTLY,
          failed.isEmpty() ? "" : failedText(failed));
    } catch (final CanceledException e) {
      canceledByUser = true;
      end(Outcome.FAILED, e.getMessage());
    } catch (final UsageException e) {
      end(Outcome.MISUSED, AttriMilException.oneLine(e));
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
      Job.forget();
      if (task != null) {
        task.finish();
      }
      windows.fillBar();
      // The record is written while the project is held, so that what a kill leaves of it is found.
      try (Held until = held) {
        record(job);
      }
      LastEnding.set(outcome, windows.shown(message));
      watched.end(outcome.isGood(), windows.seen(message));
    }
    if (listener == null) {
      windows.mark(info.getName(), outcome, message);
    }
    if (listener == null && !outcome.isGood()) {
      cancel(inWorkbench ? null : windows.reportFailure(label(info), message, canceledByUser));
    } else if (listener == null && !inWorkbench) {
      windows.showResult(output);
      windows.showFailed(failures(job.record().slidesWith(Status.FAILED)));
    }
  }

  /** A dialog that was canceled is nothing to record. */
  @Override
  public void cancel(final String reason) {
    if (inFiji() && !FijiSession.hasMacroOptions()) {
      FijiSession.forgetCommand(label(getInfo()));
    }
    super.cancel(reason);
  }

  /**
   * @return where messages go, and questions are asked
   */
  public final CommandWindows windows() {
    return new CommandWindows(inFiji(), log, status, ui, words());
  }

  /**
   * @return puts messages into the words of menu and dialog
   */
  public final Words words() {
    return new Words(commands, defaults());
  }

  private static String label(final ModuleInfo info) {
    return info.getMenuPath().getLeaf().getName();
  }

  private Options read() {
    try {
      return given();
    } catch (final AttriMilException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void end(final Outcome how, final String what) {
    outcome = how;
    message = what;
  }

  /**
   * @param failed what failed while the rest was done, slides for most commands; not empty
   * @return one line: what failed, and where the reasons are
   */
  protected String failedText(final List<String> failed) {
    return failed.size()
        + " slide(s) failed; process_list.csv has the reasons: "
        + String.join(", ", failed);
  }

  /**
   * @param failed what failed
   * @return name, stage and reason of each
   */
  protected List<List<String>> failures(final List<String> failed) {
    return failed.stream().map(name -> List.of(name, "", "")).toList();
  }

  private void record(final Job job) {
    job.record().outcome(outcome == Outcome.DONE ? "done" : outcome.word() + ": " + message);
    try {
      // A folder given by mistake stays as it is.
      recordIn()
          .filter(p -> outcome.isGood() || !p.isEmpty() && !ProjectLock.isAlone(p))
          .ifPresent(p -> job.record().write(p.runs()));
    } catch (final AttriMilException e) {
      job.warn(AttriMilException.oneLine(e));
    }
  }
}
