package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.OurCommands;
import java.util.List;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/** The commands of this project, for tests. */
public final class Commands {

  private Commands() {}

  /**
   * @param context has the services
   * @return a fresh one of each
   */
  public static List<AttriCommand> all(final Context context) {
    return OurCommands.in(context.getService(CommandService.class))
        .map(i -> (AttriCommand) context.getService(ModuleService.class).createModule(i))
        .toList();
  }

  /**
   * @param context has the services
   * @param name a shell name
   * @return a fresh one of that name
   */
  public static AttriCommand named(final Context context, final String name) {
    return all(context).stream()
        .filter(c -> c.getInfo().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
