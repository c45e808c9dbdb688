package io.github.attrimil.command;

import java.util.List;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/** The commands of this project, for tests. */
final class Commands {

  private Commands() {}

  /** A fresh one of each. */
  static List<AttriCommand> all(final Context context) {
    return context.getService(CommandService.class).getCommands().stream()
        .filter(i -> i.getDelegateClassName().startsWith("io.github.attrimil."))
        .map(i -> (AttriCommand) context.getService(ModuleService.class).createModule(i))
        .toList();
  }
}
