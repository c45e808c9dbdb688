package io.github.attrimil.command.base;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scijava.InstantiableException;
import org.scijava.ValidityProblem;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandModuleItem;
import org.scijava.module.ModuleItem;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginInfo;

/**
 * A command as SciJava sees it, with inputs made from its options instead of fields. An option's
 * earlier names are found too, but not listed, so that nothing shows or records them.
 */
final class CommandInputs extends CommandInfo {

  /** Of nothing: for SciJava's constructors, which want one before there are options. */
  static final CommandInfo NONE = new CommandInfo("");

  private final Map<String, OptionItem<?>> items = new LinkedHashMap<>();
  private final CommandInfo fields;
  private Options options;
  private Set<String> kept;

  /**
   * For the registry: the command's class is loaded when first asked for inputs.
   *
   * @param plugin SciJava's description of one of our commands
   */
  CommandInputs(final PluginInfo<Command> plugin) {
    super(plugin);
    fields = new CommandInfo(plugin);
  }

  /**
   * For a module.
   *
   * @param command its class
   * @param options its options
   */
  CommandInputs(final Class<? extends OptionModule> command, final Options options) {
    super(command, command.getAnnotation(Plugin.class));
    fields = new CommandInfo(command);
    fill(options);
  }

  private void fill(final Options known) {
    options = known;
    known.list().forEach(option -> items.put(option.name(), OptionItem.of(this, option)));
  }

  private synchronized Map<String, OptionItem<?>> items() {
    if (options == null) {
      try {
        fill(((OptionModule) createInstance()).defaults());
      } catch (final InstantiableException e) {
        throw new IllegalStateException(e);
      }
    }
    return items;
  }

  @Override
  public OptionItem<?> getInput(final String name) {
    final Map<String, OptionItem<?>> all = items();
    return all.get(options.find(name).<String>map(Option::name).orElse(name));
  }

  @Override
  public Iterable<ModuleItem<?>> inputs() {
    return items().values().stream()
        .filter(item -> kept == null || kept.contains(item.getName()))
        .<ModuleItem<?>>map(item -> item)
        .toList();
  }

  /** Lists these inputs only from now on; others can still be asked for by name. */
  void keep(final Set<String> names) {
    kept = names;
  }

  @Override
  public CommandModuleItem<?> getOutput(final String name) {
    return fields.getOutput(name);
  }

  @Override
  public Iterable<ModuleItem<?>> outputs() {
    return fields.outputs();
  }

  /**
   * Not the command's own class: where that is a module, {@code CommandService.run} returns null,
   * since a module may be none of its promised {@link CommandModule}. Ours is one.
   */
  @Override
  public Class<?> loadDelegateClass() {
    return Command.class;
  }

  @Override
  public boolean isValid() {
    return getProblems().isEmpty();
  }

  /** Without that of a field of SciJava's own, which it takes for an input. */
  @Override
  public List<ValidityProblem> getProblems() {
    final List<ValidityProblem> problems = new ArrayList<>(super.getProblems());
    problems.removeIf(p -> p.getMessage().contains(CommandModule.class.getName() + "."));
    return problems;
  }
}
