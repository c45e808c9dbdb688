package io.github.attrimil.command.base;

import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandModuleItem;
import org.scijava.util.ClassUtils;

/**
 * A command whose inputs are made from options and checked.
 *
 * <p>It has no fields for its inputs: {@link #options} lists them, composed of the lists of its
 * stages.
 *
 * <p>It is its own module, and a {@link CommandModule}, because that is what SciJava's {@code
 * CommandService.run} promises its callers. {@link CommandRegistration} shows the inputs to
 * SciJava's registry.
 */
public abstract class OptionModule extends CommandModule implements Command {

  private final Map<String, Object> values = new HashMap<>();
  private CommandInputs inputs;
  private Options known;
  private MoreSettings more;

  /** Only for subclasses, which SciJava makes. */
  protected OptionModule() {
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
      unknownInput(name);
    } else {
      values.put(canonical(name), value);
    }
  }

  /**
   * Takes note of a name that is none of its inputs: SciJava sets inputs before a command runs, and
   * shows an exception as a stack trace.
   */
  abstract void unknownInput(String name);

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

  /**
   * @return the options at their defaults
   */
  public final Options defaults() {
    getInfo();
    return known;
  }

  /**
   * Reads the values of all inputs: the door's own types, or texts.
   *
   * @return them
   * @throws AttriMilException quoting a value that is none of its option
   */
  public final Options given() {
    Options given = defaults();
    for (final Option<?> option : given.list()) {
      given = given.with(option.name(), text(option));
    }
    return more.apply(given);
  }

  /**
   * @return the names of inputs that no dialog shows
   */
  public final List<String> hidden() {
    getInfo();
    return more.hidden().stream().<String>map(Option::name).toList();
  }

  /** The value that is in effect, also where it was written among further settings. */
  final Object recorded(final Options given, final Option<?> option) {
    return more.hidden().contains(option) ? given.get(option) : getInput(option.name());
  }

  /**
   * @param option one of the options
   * @return the text of its input; that of an omitted path is empty, as macros write it
   */
  public final String text(final Option<?> option) {
    final Object value = getInput(option.name());
    return value == null ? option.text(null) : OptionText.write(value);
  }

  /** Leaves the inputs that differ from their defaults, for a Recorder. */
  public final void keepChanged() {
    inputs.keep(
        known.list().stream()
            .filter(o -> o.needed() || !text(o).equals(o.text(o.defaultValue())))
            .<String>map(Option::name)
            .collect(Collectors.toSet()));
  }
}
