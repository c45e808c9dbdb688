package io.github.attrimil.command;

import java.util.ArrayList;
import java.util.List;
import org.scijava.Priority;
import org.scijava.command.Command;
import org.scijava.command.DefaultCommandService;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.event.PluginsAddedEvent;
import org.scijava.plugin.event.PluginsRemovedEvent;
import org.scijava.service.Service;

/**
 * Registers our commands again, with the inputs made from their options: SciJava's own registry
 * reads inputs from fields alone, and its {@code CommandService.run} returns null for every command
 * that is a module.
 *
 * <p>It is a command service only so that it starts wherever one is asked for; having the lowest
 * priority it is never the one in use, and it leaves all other commands as they are. In a context
 * that was not asked for its command service, but has it because another service needs it, this one
 * does not start: there run our commands by {@code ModuleService.run}, which always works.
 */
@Plugin(type = Service.class, priority = Priority.EXTREMELY_LOW)
public final class CommandRegistration extends DefaultCommandService {

  @Override
  public void initialize() {
    final List<PluginInfo<?>> plain = new ArrayList<>();
    final List<PluginInfo<?>> ours = new ArrayList<>();
    for (final PluginInfo<Command> info : pluginService().getPluginsOfType(Command.class)) {
      if (isOurs(info)) {
        plain.add(info);
        ours.add(new CommandInputs(info));
      }
    }
    pluginService().removePlugins(plain);
    pluginService().addPlugins(ours);
  }

  private static boolean isOurs(final PluginInfo<Command> info) {
    return !(info instanceof CommandInputs)
        && info.getClassName().startsWith(CommandRegistration.class.getPackageName() + ".");
  }

  @Override
  protected void onEvent(final PluginsRemovedEvent event) {
    // The command service in use sees to it.
  }

  @Override
  protected void onEvent(final PluginsAddedEvent event) {
    // The command service in use sees to it.
  }
}
