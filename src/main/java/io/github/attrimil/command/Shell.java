package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.Outcome;
import io.github.attrimil.command.door.ShellListener;
import io.github.attrimil.command.door.ShellSignals;
import io.github.attrimil.command.line.CommandCall;
import io.github.attrimil.command.line.CommandTable;
import io.github.attrimil.command.line.Help;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.scijava.command.CommandInfo;

/**
 * Runs commands without Fiji: {@code java -jar attrimil.jar COMMAND name=value ...}. Exit status 0
 * done, 1 failed, 2 wrong usage, 3 done with some slides failed.
 */
public final class Shell {

  /** The parameter of every command that only the shell knows. */
  private static final String CLUSTER = "cluster";

  private final PrintStream out;
  private final PrintStream err;
  private final BooleanSupplier stopped;
  private final CommandTable commands;

  private Shell(
      final CommandTable commands,
      final PrintStream out,
      final PrintStream err,
      final BooleanSupplier stopped) {
    this.commands = commands;
    this.out = out;
    this.err = err;
    this.stopped = stopped;
  }

  /**
   * Starts a command and ends the process with its exit status.
   *
   * @param args a command's name and its parameters as name=value
   */
  public static void main(final String[] args) {
    System.setProperty("java.awt.headless", "true");
    final ShellSignals signals = ShellSignals.watch();
    final int status = run(args, System.out, System.err, signals::arrived);
    System.out.flush();
    System.err.flush();
    if (!signals.ended()) {
      // Not a return: libraries leave threads behind that would hold the process. Nor a halt, which
      // leaves their temporary files.
      System.exit(status);
    }
  }

  /**
   * Runs a command inside a running Java program, as scripts do; messages go to standard output,
   * warnings and progress to standard error.
   *
   * @param args a command's name and its parameters as name=value
   * @return 0 done, 1 failed, 2 wrong usage, 3 done with some slides failed
   */
  public static int run(final String... args) {
    return run(args, System.out, System.err, () -> false);
  }

  /**
   * Runs a command.
   *
   * @param args a command's name and its parameters as name=value
   * @param out takes what a user asked for
   * @param err takes warnings, progress and the one line of a failure
   * @param stopped asked again and again whether to cancel
   * @return the exit status
   */
  static int run(
      final String[] args,
      final PrintStream out,
      final PrintStream err,
      final BooleanSupplier stopped) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty(
          "logback.configurationFile",
          Shell.class.getResource("shell-logback.xml").toExternalForm());
    }
    QuietLibraries.apply();
    try (CommandTable commands = new CommandTable()) {
      return new Shell(commands, out, err, stopped).begin(args);
    } catch (final IllegalStateException e) {
      if (!stopped.getAsBoolean()) {
        throw e;
      }
      // Java starts nothing any more once a signal has arrived.
      err.println("Canceled before the command began");
      return Outcome.FAILED.status();
    }
  }

  private int begin(final String... args) {
    try {
      return start(args);
    } catch (final UsageException e) {
      final boolean known = args.length > 0 && commands.names().contains(args[0]);
      err.println(
          e.getMessage()
              + (known
                  ? " (`" + args[0] + " help` explains the parameters)"
                  : " (`help` lists the commands)"));
      return Outcome.MISUSED.status();
    }
  }

  private int start(final String[] args) {
    final String first = args.length == 0 ? "help" : args[0];
    if (first.matches("help|--help|-h")) {
      return args.length < 2 ? overview() : help(args[1]);
    }
    if (first.matches("version|--version|-v")) {
      out.println("AttriMIL for Fiji " + Versions.ofThis());
      return 0;
    }
    final CommandInfo info = commands.info(first);
    if (args.length > 1 && args[1].matches("help|--help|-h")) {
      return help(first);
    }
    final AttriCommand command = commands.create(info);
    final Map<String, String> given = parse(command.defaults(), args);
    final String master = given.remove(CLUSTER);
    final Map<String, String> inputs = CommandCall.checked(first, command.defaults(), given);
    if (master == null) {
      return execute(command, inputs);
    }
    final Map<String, String> everywhere = absolute(command.defaults(), inputs);
    try (Cluster.Machines machines = cluster().start(master, first, everywhere)) {
      command.crew(machines);
      return execute(command, everywhere);
    }
  }

  private static Cluster cluster() {
    return ServiceLoader.load(Cluster.class)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "cluster= needs the jar for Apache Spark, attrimil-spark.jar; see cluster.md of"
                        + " the documentation"));
  }

  /** Other machines have other working folders. */
  private static Map<String, String> absolute(
      final Options options, final Map<String, String> inputs) {
    final Map<String, String> absolute = new LinkedHashMap<>(inputs);
    absolute.replaceAll(
        (name, text) ->
            !text.isEmpty() && options.find(name).filter(o -> o.type() == Path.class).isPresent()
                ? Path.of(text).toAbsolutePath().normalize().toString()
                : text);
    return absolute;
  }

  private int execute(final AttriCommand command, final Map<String, String> inputs) {
    inputs.forEach(command::setInput);
    command.door(new ShellListener(out, err, commands.log()), stopped);
    command.run();
    if (!command.message().isEmpty()) {
      err.println(command.getInfo().getName() + ": " + command.message());
    }
    return command.outcome().status();
  }

  // -- Parameters --

  /**
   * @param options of the command
   * @param args the command's name and its parameters as name=value
   * @return texts by name, not checked yet
   * @throws UsageException when a name comes twice or without a value
   */
  static Map<String, String> parse(final Options options, final String[] args) {
    final Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      final int equals = args[i].indexOf('=');
      final String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (equals < 0 && options.find(name).isPresent()) {
        throw new UsageException(name + " needs a value: " + name + "=VALUE");
      }
      if (values.put(name, equals < 0 ? "" : args[i].substring(equals + 1)) != null) {
        throw new UsageException(name + "= is given twice");
      }
    }
    return values;
  }

  // -- Help --

  private int overview() {
    out.println("AttriMIL for Fiji " + Versions.ofThis());
    out.println("java -jar attrimil.jar COMMAND name=value ...");
    out.println();
    for (final String name : commands.names()) {
      out.printf("  %-10s %s%n", name, commands.info(name).getDescription());
    }
    out.println();
    out.println("COMMAND help    lists a command's parameters");
    out.println("cluster=MASTER  has slides and folds done by a cluster (attrimil-spark.jar)");
    out.println("Exit status: 0 done, 1 failed, 2 wrong usage, 3 done with some slides failed");
    return 0;
  }

  private int help(final String name) {
    final CommandInfo info = commands.info(name);
    Help.print(info, commands.create(info).defaults(), out);
    return 0;
  }
}
