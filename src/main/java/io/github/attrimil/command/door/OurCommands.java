package io.github.attrimil.command.door;

import java.util.stream.Stream;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** Tells our commands from those of others in the same program. */
public final class OurCommands {

  private static final String ROOM = "io.github.attrimil.command.";

  private OurCommands() {}

  /**
   * @param className of a command
   * @return whether it is ours
   */
  public static boolean isOurs(final String className) {
    return className.startsWith(ROOM);
  }

  /**
   * @param commands knows the commands
   * @return ours
   */
  public static Stream<CommandInfo> in(final CommandService commands) {
    return commands.getCommands().stream().filter(i -> isOurs(i.getDelegateClassName()));
  }
}
