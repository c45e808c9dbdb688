package io.github.attrimil.command;

import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.project.Project;
import io.github.attrimil.workbench.Run;
import io.github.attrimil.workbench.Runs;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandModuleItem;
import org.scijava.command.CommandService;
import org.scijava.log.LogService;
import org.scijava.module.ModuleInfo;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.scijava.ui.UIService;
import org.scijava.util.ClassUtils;

/**
 * What all commands share: inputs are made from options and checked, progress is shown and can be
 * canceled, a record is written, and a failure is reported in one line wherever the command was
 * started from.
 *
 * <p>A command has no fields for its inputs: {@link #options} lists them, composed of the lists of
 * its stages, and {@link #execute} takes their values.
 *
 * <p>It is its own module, and a {@link CommandModule}, because that is what SciJava's {@code
 * CommandService.run} promises its callers. {@link CommandRegistration} shows the inputs to
 * SciJava's registry.
 */
public abstract class AttriCommand extends CommandModule implements Command {

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

  private final Map<String, Object> values = new HashMap<>();
  private CommandInputs inputs;
  private Options known;
  private MoreSettings more;
  private Job.Listener listener;
  private BooleanSupplier stopped = () -> false;
  private Outcome outcome = Outcome.FAILED;
  private String message = "";
  private boolean canceledByUser;
  private volatile boolean stopAsked;
  private boolean inWorkbench;

  /** Only for subclasses, which SciJava makes. */
  protected AttriCommand() {
    // Not this command, though it is its own module: SciJava injects services into the command that
    // a module holds, too, and would never end. What reads that command is overridden below.
    super(CommandInputs.NONE, null);
  }

  /**
   * @return the command's inputs, in the order of its dialog
   */
  protected abstract List<Option<?>> options();

  /**
   * @return the inputs that its dialog shows, at most eight with the field for the others; all
   *     where they are few
   */
  protected List<Option<?>> shown() {
    return options();
  }

  /**
   * Does the command's work: one call into the library.
   *
   * @param given a value of each of the options
   * @param job receives progress
   * @return the file or folder a user looks at first, or null
   */
  protected abstract Path execute(Options given, Job job);

  // -- Inputs --

  @Override
  public final Command getCommand() {
    return this;
  }

  @Override
  public final Object getDelegateObject() {
    return this;
  }

  @Override
  public final CommandInfo getInfo() {
    if (inputs == null) {
      more = new MoreSettings(options(), shown());
      known = Options.of(more.inOrder(shown()));
      inputs = new CommandInputs(getClass(), known);
      // Also before a dialog asks for missing inputs: it starts from these.
      known.list().forEach(o -> values.put(o.name(), OptionItem.initial(o)));
    }
    return inputs;
  }

  @Override
  public final Object getInput(final String name) {
    return values.get(canonical(name));
  }

  @Override
  public final void setInput(final String name, final Object value) {
    if (getInfo().getInput(name) == null && !name.startsWith(".")) {
      throw new IllegalArgumentException("No such input: " + name);
    }
    values.put(canonical(name), value);
  }

  @Override
  public final Object getOutput(final String name) {
    final CommandModuleItem<?> item = getInfo().getOutput(name);
    return item == null ? null : ClassUtils.getValue(item.getField(), this);
  }

  @Override
  public final void setOutput(final String name, final Object value) {
    final CommandModuleItem<?> item = getInfo().getOutput(name);
    if (item == null) {
      throw new IllegalArgumentException("No such output: " + name);
    }
    ClassUtils.setValue(item.getField(), this, value);
  }

  @Override
  public final void resolveInput(final String name) {
    super.resolveInput(canonical(name));
  }

  @Override
  public final String toString() {
    return getClass().getName();
  }

  private String canonical(final String name) {
    getInfo();
    return known.find(name).<String>map(Option::name).orElse(name);
  }

  /** The options at their defaults. */
  final Options defaults() {
    getInfo();
    return known;
  }

  /**
   * Reads the values of all inputs: the door's own types, or texts.
   *
   * @return them
   * @throws AttriMilException quoting a value that is none of its option
   */
  final Options given() {
    Options given = defaults();
    for (final Option<?> option : given.list()) {
      given = given.with(option.name(), text(option));
    }
    return more.apply(given);
  }

  /** The names of inputs that no dialog shows. */
  final List<String> hidden() {
    getInfo();
    return more.hidden().stream().<String>map(Option::name).toList();
  }

  /** The value that is in effect, also where it was written among further settings. */
  private Object recorded(final Options given, final Option<?> option) {
    return more.hidden().contains(option) ? given.get(option) : getInput(option.name());
  }

  /** The text of an input; that of an omitted path is empty, as macros write it. */
  private String text(final Option<?> option) {
    final Object value = getInput(option.name());
    return value == null ? option.text(null) : Option.write(value);
  }

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

  /** Starts without a dialog; the workbench shows a failure itself. */
  final void startFromWorkbench() {
    inWorkbench = true;
  }

  /** Whether inputs that were not given take their defaults instead of being asked for. */
  final boolean isSilent() {
    return inWorkbench || !asks();
  }

  /**
   * @return the project whose runs/ takes the record, if the command has one
   */
  protected Optional<Project> recordIn() {
    return Optional.empty();
  }

  /**
   * Fills in what is likely before inputs are asked for.
   *
   * @param dialog whether a user will see and can change it
   */
  void suggest(final boolean dialog) {
    // Nothing is likely for every command.
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
   */
  void door(final Job.Listener other, final BooleanSupplier canceled) {
    listener = other;
    stopped = canceled;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Leaves the inputs that differ from their defaults, for a Recorder. */
  final void keepChanged() {
    inputs.keep(
        known.list().stream()
            .filter(o -> o.needed() || !text(o).equals(o.text(o.defaultValue())))
            .<String>map(Option::name)
            .collect(Collectors.toSet()));
  }

  /** One line: what failed, where, and what to do. */
  String message() {
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
            watched.over(listener == null ? windows.listener(task) : listener),
            () ->
                stopAsked
                    || isCanceled()
                    || task != null && task.isCanceled()
                    || escape.getAsBoolean()
                    || stopped.getAsBoolean());
    if (task != null) {
      task.start();
    }
    try {
      defaults().list().forEach(o -> job.record().parameter(o.name(), getInput(o.name())));
      final Options given = given();
      given
          .list()
          .forEach(
              o -> {
                job.record().parameter(o.name(), recorded(given, o));
                job.record().meaning(o.name(), o.description());
              });
      confirm(given, text -> listener != null || windows.ask(label(info), text));
      final Path path;
      try (Held held = begin(job)) {
        path = execute(given, job);
      }
      output = path == null ? null : path.toFile();
      final List<String> failed = job.record().slidesWith(Status.FAILED);
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
      if (task != null) {
        task.finish();
      }
      windows.fillBar();
      record(job);
      LastRun.set(outcome, windows.shown(message));
      watched.end(outcome.isGood(), windows.shown(message));
    }
    if ((outcome == Outcome.FAILED || outcome == Outcome.MISUSED) && listener == null) {
      cancel(windows.reportFailure(label(info), message, canceledByUser || inWorkbench));
    }
  }

  /** Where messages go, and questions are asked. */
  final CommandWindows windows() {
    return new CommandWindows(inFiji(), log, status, ui, new Words(commands, defaults(), hidden()));
  }

  private static String label(final ModuleInfo info) {
    return info.getMenuPath().getLeaf().getName();
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

  private void record(final Job job) {
    job.record().outcome(outcome == Outcome.DONE ? "done" : outcome.word() + ": " + message);
    try {
      recordIn().ifPresent(p -> job.record().write(p.runs()));
    } catch (final AttriMilException e) {
      job.warn(AttriMilException.oneLine(e));
    }
  }
}
