package io.github.attrimil.command;

import ij.Macro;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.command.line.CommandCall;
import io.github.attrimil.command.line.CommandTable;
import io.github.attrimil.core.options.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the parameters of commands as shell and macros give them, for fuzzing. */
public final class LineReading {

  private static final List<String> COMMANDS = List.of("train", "patch", "features", "map");

  /** Made once: it takes half a second. */
  private static CommandTable table;

  private LineReading() {}

  private static synchronized CommandTable table() {
    if (table == null) {
      table = new CommandTable();
    }
    return table;
  }

  /**
   * @param file a word of the shell in each line
   * @throws IOException when it cannot be read
   */
  public static void shell(final Path file) throws IOException {
    final String[] words = text(file).split("\n");
    final AttriCommand command = command(words[0]);
    final Map<String, String> given = Shell.parse(command.defaults(), words);
    CommandCall.checked(words[0], command.defaults(), given).forEach(command::setInput);
    command.given();
  }

  /**
   * @param file a command, and in the next line the parameters of a macro's call
   * @throws IOException when it cannot be read
   */
  public static void macro(final Path file) throws IOException {
    final String text = text(file);
    final int at = text.indexOf('\n');
    final AttriCommand command = command(at < 0 ? "" : text.substring(0, at));
    final String line = text.substring(at + 1) + " ";
    MacroKeys.unknown(line, command.defaults());
    for (final Option<?> option : command.defaults().list()) {
      final String value = Macro.getValue(line, option.name(), null);
      if (value != null) {
        command.setInput(option.name(), value);
      }
    }
    command.given();
  }

  private static AttriCommand command(final String name) {
    return table().create(table().info(COMMANDS.contains(name) ? name : COMMANDS.get(0)));
  }

  private static String text(final Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
