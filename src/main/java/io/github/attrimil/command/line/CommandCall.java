package io.github.attrimil.command.line;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Calls commands by their shell names inside a running program: what the shell and scripts share.
 * Nothing here prints or ends the program.
 */
public final class CommandCall {

  private CommandCall() {}

  /**
   * How a command ended.
   *
   * @param status the shell's exit status: 0 done, 1 failed, 2 wrong usage, 3 done with some slides
   *     failed
   * @param message one line: what failed, where, and what to do; empty when nothing did
   * @param output the file or folder to look at first, where there is one
   */
  public record Ended(int status, String message, Optional<Path> output) {

    static Ended of(final AttriCommand command) {
      return new Ended(
          command.outcome().status(),
          command.message(),
          Optional.ofNullable((java.io.File) command.getOutput("output"))
              .map(java.io.File::toPath));
    }
  }

  /**
   * Runs a command.
   *
   * @param name its shell name
   * @param parameters by name, as texts
   * @param listener receives messages, warnings and progress
   * @param stopped whether to cancel; checked often
   * @return how it ended
   */
  public static Ended run(
      final String name,
      final Map<String, String> parameters,
      final Job.Listener listener,
      final BooleanSupplier stopped) {
    return run(name, parameters, listener, stopped, null);
  }

  /**
   * Runs a command whose pieces are done by others.
   *
   * @param name its shell name
   * @param parameters by name, as texts
   * @param listener receives messages, warnings and progress
   * @param stopped whether to cancel; checked often
   * @param crew who does the pieces of its stages; null for threads of this process
   * @return how it ended
   */
  public static Ended run(
      final String name,
      final Map<String, String> parameters,
      final Job.Listener listener,
      final BooleanSupplier stopped,
      final Crew crew) {
    QuietLibraries.apply();
    try (CommandTable table = new CommandTable()) {
      final AttriCommand command = table.create(table.info(name));
      checked(name, command.defaults(), parameters).forEach(command::setInput);
      command.door(listener, stopped);
      command.crew(crew);
      command.run();
      return Ended.of(command);
    } catch (final UsageException e) {
      return new Ended(Outcome.MISUSED.status(), e.getMessage(), Optional.empty());
    }
  }

  /**
   * @return the shell names of all commands, in the order of the menu
   */
  public static List<String> names() {
    try (CommandTable table = new CommandTable()) {
      return List.copyOf(table.names());
    }
  }

  /**
   * @param name a command's shell name
   * @return its description and its parameters, as the shell's help prints them
   * @throws UsageException when there is no such command
   */
  public static String help(final String name) {
    try (CommandTable table = new CommandTable()) {
      final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
      Help.print(table.info(name), table.create(table.info(name)).defaults(), out);
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * Checks parameters before a command starts.
   *
   * @param command its shell name, for messages
   * @param options what it takes
   * @param given by name or former name, as texts
   * @return the same by present names
   * @throws UsageException when a name is unknown or given twice, a value is invalid, or a required
   *     one is missing
   */
  public static Map<String, String> checked(
      final String command, final Options options, final Map<String, String> given) {
    final Map<String, String> values = new LinkedHashMap<>();
    given.forEach(
        (name, text) -> {
          final Option<?> option =
              options
                  .find(name)
                  .orElseThrow(
                      () ->
                          new UsageException(MacroKeys.sentence(command + " has", name, options)));
          check(option, text);
          if (values.put(option.name(), text) != null) {
            throw new UsageException(option.name() + "= is given twice");
          }
        });
    for (final Option<?> option : options.list()) {
      if (option.needed() && !values.containsKey(option.name())) {
        throw new UsageException(command + " needs " + option.name() + "=");
      }
    }
    return values;
  }

  private static void check(final Option<?> option, final String text) {
    try {
      option.parse(text);
    } catch (final UsageException e) {
      throw e;
    } catch (final io.github.attrimil.core.AttriMilException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
