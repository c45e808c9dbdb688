package io.github.attrimil.command;

import io.github.attrimil.core.options.UsageException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.log.LogService;
import org.scijava.module.ModuleService;

/** Our commands by their shell names, outside of Fiji, in the order of the menu. */
final class CommandTable implements AutoCloseable {

  private final Context context =
      new Context(
          CommandService.class, ModuleService.class, ConvertService.class, LogService.class);
  private final Map<String, CommandInfo> commands = new LinkedHashMap<>();

  CommandTable() {
    context.getService(CommandService.class).getCommands().stream()
        .filter(i -> i.getDelegateClassName().startsWith(CommandTable.class.getPackageName() + "."))
        .sorted(Comparator.comparingDouble(i -> i.getMenuPath().getLeaf().getWeight()))
        .forEach(i -> commands.put(i.getName(), i));
  }

  Set<String> names() {
    return commands.keySet();
  }

  /**
   * @param name a shell name
   * @return the command's description
   * @throws UsageException when there is none of that name
   */
  CommandInfo info(final String name) {
    final CommandInfo info = commands.get(name);
    if (info == null) {
      throw new UsageException(
          "Unknown command \""
              + name
              + "\"; choose one of "
              + String.join(", ", commands.keySet()));
    }
    return info;
  }

  /** A command that has not run yet. */
  AttriCommand create(final CommandInfo info) {
    return (AttriCommand) context.getService(ModuleService.class).createModule(info);
  }

  LogService log() {
    return context.getService(LogService.class);
  }

  @Override
  public void close() {
    context.dispose();
  }
}
