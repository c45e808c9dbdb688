package io.github.attrimil.command.base;

import io.github.attrimil.command.door.OurCommands;
import java.util.ArrayList;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;

/**
 * Registers our commands again, with the inputs made from their options: SciJava's own registry
 * reads inputs from fields alone, and its {@code CommandService.run} returns null for every command
 * that is a module. {@code io.github.attrimil.start.StartService} calls it by name, because Fiji
 * must be able to load that one on an older Java.
 */
public final class CommandRegistration {

  private CommandRegistration() {}

  /**
   * @param plugins the registry
   */
  public static void register(final PluginService plugins) {
    final List<PluginInfo<?>> plain = new ArrayList<>();
    final List<PluginInfo<?>> ours = new ArrayList<>();
    for (final PluginInfo<Command> info : plugins.getPluginsOfType(Command.class)) {
      if (isOurs(info)) {
        plain.add(info);
        ours.add(new CommandInputs(info));
      }
    }
    plugins.removePlugins(plain);
    plugins.addPlugins(ours);
  }

  private static boolean isOurs(final PluginInfo<Command> info) {
    return !(info instanceof CommandInputs) && OurCommands.isOurs(info.getClassName());
  }
}
