package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.base.OptionItem;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.door.OurCommands;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.fiji.FijiSession;
import io.github.attrimil.workbench.CommandMenu;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/** Starts our commands for the workbench, as the menu does. */
final class FijiMenu implements CommandMenu {

  private final CommandService commands;
  private final ModuleService modules;

  /**
   * @param commands knows the commands
   * @param modules runs them
   */
  FijiMenu(final CommandService commands, final ModuleService modules) {
    this.commands = commands;
    this.modules = modules;
  }

  @Override
  public String label(final String command) {
    return info(command).getMenuPath().getLeaf().getName();
  }

  private CommandInfo info(final String command) {
    return OurCommands.in(commands)
        .filter(i -> i.getName().equals(command))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No command " + command));
  }

  @Override
  public CompletableFuture<Boolean> run(
      final String command, final Path project, final Map<String, String> inputs) {
    final ProjectCommand module = (ProjectCommand) modules.createModule(info(command));
    module.setInput(CommonOptions.PROJECT.name(), project.toFile());
    module.startAsBefore();
    inputs.forEach((name, value) -> module.setInput(name, typed(module, name, value)));
    final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    final Thread thread =
        new Thread(
            () -> {
              try {
                modules.run(module, true, Map.of()).get();
              } catch (final ExecutionException e) {
                FijiSession.log(label(command) + " " + e.getCause());
              } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                ended.complete(module.outcome().isGood());
              }
            },
            "attrimil-" + command);
    thread.setDaemon(true);
    thread.start();
    return ended;
  }

  private static Object typed(final AttriCommand module, final String name, final String value) {
    return module
        .defaults()
        .find(name)
        .map(option -> OptionItem.of(option, option.parse(value)))
        .orElse(value);
  }

  @Override
  public void opened(final Path project) {
    ProjectCommand.startWith(project.toFile());
    // In a macro the command itself has the project.
    FijiSession.record(label("open"), CommonOptions.PROJECT.name(), project);
  }

  @Override
  public void dialog(final String command, final Path project) {
    ProjectCommand.startWith(project.toFile());
    FijiSession.menu(label(command));
  }
}
