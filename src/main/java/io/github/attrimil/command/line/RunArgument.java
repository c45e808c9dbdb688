package io.github.attrimil.command.line;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.OurCommands;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.command.door.RunText;
import io.github.attrimil.core.options.UsageException;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.scijava.Priority;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.console.AbstractConsoleArgument;
import org.scijava.console.ConsoleArgument;
import org.scijava.module.ModuleService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.startup.StartupService;
import org.scijava.ui.UIService;

/**
 * Fiji's {@code --run LABEL PARAMETERS} for our commands, before SciJava's own, which answers a
 * mistake with a stack trace and ends with status 0. Without a display, a failure ends Fiji with
 * the exit status of the shell, and what follows on the command line is not run; where some slides
 * failed, it is run first.
 */
@Plugin(type = ConsoleArgument.class, priority = Priority.HIGH)
public final class RunArgument extends AbstractConsoleArgument {

  @Parameter private CommandService commands;
  @Parameter private ModuleService modules;
  @Parameter private StartupService startup;

  @Parameter(required = false)
  private UIService ui;

  /** As SciJava makes it. */
  public RunArgument() {
    super(2, "--run");
  }

  @Override
  public boolean supports(final LinkedList<String> args) {
    return super.supports(args) && find(args.get(1)).isPresent();
  }

  @Override
  public void handle(final LinkedList<String> args) {
    if (!supports(args)) {
      return;
    }
    args.removeFirst();
    final CommandInfo info = find(args.removeFirst()).orElseThrow();
    final String text = args.isEmpty() || args.get(0).startsWith("--") ? "" : args.removeFirst();
    startup.addOperation(() -> run(info, text));
  }

  /** One of our commands by its label in the menu, with or without the dots, or by its class. */
  private Optional<CommandInfo> find(final String name) {
    return OurCommands.in(commands)
        .filter(
            i ->
                i.getTitle().equals(name)
                    || i.getTitle().equals(name + "...")
                    || i.getDelegateClassName().equals(name))
        .findFirst();
  }

  private void run(final CommandInfo info, final String text) {
    final AttriCommand command = (AttriCommand) modules.createModule(info);
    final boolean headless = ui == null || ui.isHeadless();
    final Map<String, Object> inputs = new LinkedHashMap<>();
    try {
      final Map<String, String> given = RunText.parse(text);
      if (headless) {
        inputs.putAll(CommandCall.checked(info.getName(), command.defaults(), given));
      } else {
        // A dialog asks for what is missing.
        inputs.putAll(given);
      }
    } catch (final UsageException e) {
      command.refuse(e.getMessage());
    }
    try {
      modules.run(command, true, inputs).get();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (headless && command.outcome() == Outcome.PARTLY) {
      startup.addOperation(() -> exit(Outcome.PARTLY));
    } else if (headless && command.outcome() != Outcome.DONE) {
      exit(command.outcome());
    }
  }

  private void exit(final Outcome outcome) {
    context().dispose();
    System.exit(outcome.status());
  }
}
