package io.github.attrimil.command.line;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.OurCommands;
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
public final class CommandTable implements AutoCloseable {

  private final Context context =
      new Context(
          CommandService.class, ModuleService.class, ConvertService.class, LogService.class);
  private final Map<String, CommandInfo> commands = new LinkedHashMap<>();

  /** Finds them. */
  public CommandTable() {
    OurCommands.in(context.getService(CommandService.class))
        .sorted(Comparator.comparingDouble(i -> i.getMenuPath().getLeaf().getWeight()))
        .forEach(i -> commands.put(i.getName(), i));
  }

  /**
   * @return their shell names
   */
  public Set<String> names() {
    return commands.keySet();
  }

  /**
   * @param name a shell name
   * @return the command's description
   * @throws UsageException when there is none of that name
   */
  public CommandInfo info(final String name) {
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

  /**
   * @param info one of the descriptions
   * @return a command of it that has not run yet
   */
  public AttriCommand create(final CommandInfo info) {
    return (AttriCommand) context.getService(ModuleService.class).createModule(info);
  }

  /**
   * @return where errors of ours are reported with their traces
   */
  public LogService log() {
    return context.getService(LogService.class);
  }

  @Override
  public void close() {
    context.dispose();
  }
}
