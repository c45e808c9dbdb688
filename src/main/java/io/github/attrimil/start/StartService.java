package io.github.attrimil.start;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.scijava.Priority;
import org.scijava.command.Command;
import org.scijava.command.DefaultCommandService;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;
import org.scijava.plugin.event.PluginsAddedEvent;
import org.scijava.plugin.event.PluginsRemovedEvent;
import org.scijava.service.Service;

/**
 * Registers our commands when Fiji starts. On a Java that is too old for them each menu entry says
 * so, and nothing else of ours is loaded; without this class Fiji would print a stack trace at its
 * start and at every command.
 *
 * <p>It is a command service only so that it starts wherever one is asked for; having the lowest
 * priority it is never the one in use, and it leaves all other commands as they are. In a context
 * that was not asked for its command service, but has it because another service needs it, this one
 * does not start: there run our commands by {@code ModuleService.run}, which always works.
 */
@Plugin(type = Service.class, priority = Priority.EXTREMELY_LOW)
public final class StartService extends DefaultCommandService {

  /** What the commands are compiled for. */
  static final int NEEDED = 17;

  private static final String OURS = "io.github.attrimil.";
  private static final String REGISTRATION = OURS + "command.base.CommandRegistration";

  @Override
  public void initialize() {
    register(pluginService(), System.getProperty("java.specification.version"));
  }

  /**
   * Registers our commands.
   *
   * @param plugins the registry
   * @param java the version of Java, for example "1.8" or "21"
   */
  static void register(final PluginService plugins, final String java) {
    if (number(java) >= NEEDED) {
      registerCommands(plugins);
    } else {
      explain(plugins);
    }
  }

  private static void registerCommands(final PluginService plugins) {
    try {
      Class.forName(REGISTRATION, true, StartService.class.getClassLoader())
          .getMethod("register", PluginService.class)
          .invoke(null, plugins);
    } catch (final InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (final ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void explain(final PluginService plugins) {
    final List<PluginInfo<?>> ours = new ArrayList<>();
    final List<PluginInfo<?>> explanations = new ArrayList<>();
    for (final PluginInfo<?> info : plugins.getPlugins()) {
      if (info.getClassName().startsWith(OURS) && info.getPluginType() != Service.class) {
        ours.add(info);
        if (info.getPluginType() == Command.class) {
          explanations.add(
              new PluginInfo<>(
                  JavaTooOld.class.getName(),
                  Command.class,
                  info.getAnnotation(),
                  StartService.class.getClassLoader()));
        }
      }
    }
    plugins.removePlugins(ours);
    plugins.addPlugins(explanations);
  }

  /** 8 for "1.8", 21 for "21". */
  private static int number(final String version) {
    final String[] parts = version.split("\\.");
    return Integer.parseInt(parts[0].equals("1") && parts.length > 1 ? parts[1] : parts[0]);
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
