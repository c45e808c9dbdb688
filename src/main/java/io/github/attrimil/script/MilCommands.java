package io.github.attrimil.script;

import io.github.attrimil.command.line.CommandCall;
import io.github.attrimil.command.line.CommandCall.Ended;
import io.github.attrimil.core.AttriMilException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs commands by their shell names from a program or script. Parameters have the names of the
 * shell; values are texts, numbers or truth values. One command runs at a time in a project.
 */
public final class MilCommands {

  private static final int PARTLY = 3;

  private MilCommands() {}

  /**
   * Runs a command and waits for it.
   *
   * @param command its shell name, for example "train"
   * @param parameters by name; null values count as not given
   * @return how it ended
   * @throws AttriMilException when it failed or was called wrongly, saying what to do
   */
  public static CommandRun run(final String command, final Map<String, ?> parameters) {
    return run(command, parameters, line -> {});
  }

  /**
   * Runs a command and waits for it.
   *
   * @param command its shell name
   * @param parameters by name; null values count as not given
   * @param show takes each line that the shell would print, also progress, while the command runs
   * @return how it ended
   * @throws AttriMilException when it failed or was called wrongly, saying what to do
   */
  public static CommandRun run(
      final String command, final Map<String, ?> parameters, final Consumer<String> show) {
    final Map<String, String> texts = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> {
          if (value != null) {
            texts.put(name, value.toString());
          }
        });
    final Gathered gathered = new Gathered(show);
    final Ended ended =
        CommandCall.run(command, texts, gathered, () -> Thread.currentThread().isInterrupted());
    if (ended.status() != 0 && ended.status() != PARTLY) {
      throw new AttriMilException(command + ": " + ended.message());
    }
    return new CommandRun(
        ended.status() == 0 ? "done" : "partly",
        ended.message(),
        ended.output().map(Path::toString).orElse(""),
        gathered.messages(),
        gathered.warnings());
  }

  /**
   * Runs a command and waits for it.
   *
   * @param command its shell name
   * @param parameters each as in the shell, for example "epochs=5"
   * @return how it ended
   * @throws AttriMilException when it failed or was called wrongly, saying what to do
   */
  public static CommandRun run(final String command, final String... parameters) {
    return run(command, map(parameters));
  }

  /**
   * @return the shell names of all commands
   */
  public static List<String> names() {
    return CommandCall.names();
  }

  /**
   * @param command a command's shell name
   * @return what it does, and its parameters with their defaults
   * @throws AttriMilException when there is no such command
   */
  public static String help(final String command) {
    return CommandCall.help(command);
  }

  static Map<String, String> map(final String... parameters) {
    final Map<String, String> map = new LinkedHashMap<>();
    for (final String parameter : parameters) {
      final int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw new AttriMilException(
            "\"" + parameter + "\" is not a parameter; write name=value, for example epochs=5");
      }
      if (map.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
        throw new AttriMilException(
            parameter.substring(0, equals) + "= is given twice; give it once");
      }
    }
    return map;
  }
}
