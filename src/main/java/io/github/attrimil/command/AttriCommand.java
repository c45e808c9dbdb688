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
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

  /** How a run ended; the numbers are the shell's exit statuses. */
  enum Outcome {
    DONE(0),
    FAILED(1),
    MISUSED(2),
    PARTLY(3);

    final int status;

    Outcome(final int status) {
      this.status = status;
    }

    /** The word for records and macros, which know one kind of failure. */
    String word() {
      return this == MISUSED ? FAILED.word() : name().toLowerCase(java.util.Locale.ROOT);
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
   * @return the project whose runs/ takes the record, if the command has one
   */
  protected Optional<Project> recordIn() {
    return Optional.empty();
  }

  /** Fills in the values of the last run before the dialog opens. */
  void suggest() {
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
    final Job job =
        new Job(
            info.getName(),
            listener == null ? listener(fiji, task) : listener,
            () ->
                isCanceled()
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
      if (fiji && status != null) {
        // A bar that is not full stays for ever.
        status.showProgress(1, 1);
      }
      record(job);
      LastRun.set(outcome, fiji ? menuWords(message) : message);
    }
    if ((outcome == Outcome.FAILED || outcome == Outcome.MISUSED) && listener == null) {
      reportFailure(info, fiji);
    }
  }

  private Job.Listener listener(final boolean fiji, final Task task) {
    return fiji
        ? new FijiListener(this::menuWords, log, status, task)
        : new SciJavaListener(log, task);
  }

  /** One line: a dialog from the menu, a line in the log without a display or with Escape. */
  private void reportFailure(final ModuleInfo info, final boolean fiji) {
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
