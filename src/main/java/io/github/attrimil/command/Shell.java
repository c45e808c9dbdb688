package io.github.attrimil.command;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.log.LogService;
import org.scijava.module.ModuleService;

/**
 * Runs commands without Fiji: {@code java -jar attrimil.jar COMMAND name=value ...}. Exit status 0
 * done, 1 failed, 2 wrong usage, 3 done with some slides failed.
 */
public final class Shell {

  private static final int USAGE = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final BooleanSupplier stopped;
  private final Context context;
  private final Map<String, CommandInfo> commands = new LinkedHashMap<>();

  private Shell(
      final Context context,
      final PrintStream out,
      final PrintStream err,
      final BooleanSupplier stopped) {
    this.context = context;
    this.out = out;
    this.err = err;
    this.stopped = stopped;
    context.getService(CommandService.class).getCommands().stream()
        .filter(i -> i.getDelegateClassName().startsWith(Shell.class.getPackageName() + "."))
        .sorted(Comparator.comparingDouble(i -> i.getMenuPath().getLeaf().getWeight()))
        .forEach(i -> commands.put(i.getName(), i));
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
      // Not a return: libraries leave threads behind that would hold the process.
      Runtime.getRuntime().halt(status);
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
    try (Context context =
        new Context(
            CommandService.class, ModuleService.class, ConvertService.class, LogService.class)) {
      return new Shell(context, out, err, stopped).start(args);
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
    final CommandInfo info = commands.get(first);
    if (info == null) {
      return usage("Unknown command \"" + first + "\"; choose one of " + commands.keySet());
    }
    if (args.length > 1 && args[1].matches("help|--help|-h")) {
      return help(first);
    }
    final AttriCommand command = create(info);
    try {
      return execute(command, parse(info, command.defaults(), args));
    } catch (final UsageException e) {
      return usage(e.getMessage());
    }
  }

  private int usage(final String message) {
    err.println(message + " (`help` lists commands, `COMMAND help` its parameters)");
    return USAGE;
  }

  private AttriCommand create(final CommandInfo info) {
    return (AttriCommand) context.getService(ModuleService.class).createModule(info);
  }

  private int execute(final AttriCommand command, final Map<String, String> inputs) {
    inputs.forEach(command::setInput);
    command.door(new ShellListener(out, err, context.getService(LogService.class)), stopped);
    command.run();
    if (!command.message().isEmpty()) {
      err.println(command.getInfo().getName() + ": " + command.message());
    }
    return command.outcome().status;
  }

  // -- Parameters --

  /** A command line nobody can mean. */
  private static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(final String message) {
      super(message);
    }
  }

  private static Map<String, String> parse(
      final CommandInfo info, final Options options, final String[] args) throws UsageException {
    final Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      final int equals = args[i].indexOf('=');
      final String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      final Option<?> option = options.find(name).orElse(null);
      if (option == null) {
        throw new UsageException(
            info.getName() + " has no parameter \"" + name + "\"; it has " + names(options));
      }
      if (equals < 0) {
        throw new UsageException(name + " needs a value: " + name + "=VALUE");
      }
      final String text = args[i].substring(equals + 1);
      try {
        option.parse(text);
      } catch (final AttriMilException e) {
        throw new UsageException(e.getMessage());
      }
      if (values.put(option.name(), text) != null) {
        throw new UsageException(name + "= is given twice");
      }
    }
    for (final Option<?> option : options.list()) {
      if (option.needed() && !values.containsKey(option.name())) {
        throw new UsageException(info.getName() + " needs " + option.name() + "=");
      }
    }
    return values;
  }

  private static String names(final Options options) {
    return options.list().stream().map(Option::name).collect(Collectors.joining(", "));
  }

  // -- Help --

  private int overview() {
    out.println("AttriMIL for Fiji " + Versions.ofThis());
    out.println("java -jar attrimil.jar COMMAND name=value ...");
    out.println();
    commands.forEach((name, info) -> out.printf("  %-10s %s%n", name, info.getDescription()));
    out.println();
    out.println("COMMAND help    lists a command's parameters");
    out.println("Exit status: 0 done, 1 failed, 2 wrong usage, 3 done with some slides failed");
    return 0;
  }

  private int help(final String name) {
    final CommandInfo info = commands.get(name);
    if (info == null) {
      return usage("Unknown command \"" + name + "\"; choose one of " + commands.keySet());
    }
    Help.print(info, create(info).defaults(), out);
    return 0;
  }
}
