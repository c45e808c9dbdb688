package io.github.attrimil.command;

import io.github.attrimil.core.Versions;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.log.LogService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;

/**
 * Runs commands without Fiji: {@code java -jar attrimil.jar COMMAND name=value ...}. Exit status 0
 * done, 1 failed, 2 wrong usage, 3 done with some slides failed.
 */
public final class Shell {

  private static final int USAGE = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Context context;
  private final Map<String, CommandInfo> commands = new LinkedHashMap<>();

  private Shell(final Context context, final PrintStream out, final PrintStream err) {
    this.context = context;
    this.out = out;
    this.err = err;
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
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty(
          "logback.configurationFile",
          Shell.class.getResource("shell-logback.xml").toExternalForm());
    }
    final int status = run(args, System.out, System.err);
    System.out.flush();
    System.err.flush();
    // Not a return: libraries leave threads behind that would hold the process.
    Runtime.getRuntime().halt(status);
  }

  /**
   * Runs a command.
   *
   * @param args a command's name and its parameters as name=value
   * @param out takes what a user asked for
   * @param err takes warnings, progress and the one line of a failure
   * @return the exit status
   */
  static int run(final String[] args, final PrintStream out, final PrintStream err) {
    try (Context context =
        new Context(CommandService.class, ConvertService.class, LogService.class)) {
      return new Shell(context, out, err).run(args);
    }
  }

  private int run(final String[] args) {
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
      return usage("There is no command \"" + first + "\"; there are " + commands.keySet());
    }
    if (args.length > 1 && args[1].matches("help|--help|-h")) {
      return help(first);
    }
    try {
      return execute(info, parse(info, args));
    } catch (final UsageException e) {
      return usage(e.getMessage());
    }
  }

  private int usage(final String message) {
    err.println(message + " (`help` lists commands, `COMMAND help` its parameters)");
    return USAGE;
  }

  private int execute(final CommandInfo info, final Map<String, Object> inputs) {
    final Module module;
    try {
      module = info.createModule();
    } catch (final ModuleException e) {
      throw new IllegalStateException(e);
    }
    context.inject(module.getDelegateObject());
    inputs.forEach(module::setInput);
    final AttriCommand command = (AttriCommand) module.getDelegateObject();
    command.listener(new ShellListener(out, err));
    command.run();
    if (!command.message().isEmpty()) {
      err.println(info.getName() + ": " + command.message());
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

  private Map<String, Object> parse(final CommandInfo info, final String[] args)
      throws UsageException {
    final Map<String, ModuleItem<?>> items = items(info);
    final Map<String, Object> values = new HashMap<>();
    for (int i = 1; i < args.length; i++) {
      final int equals = args[i].indexOf('=');
      final String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      final ModuleItem<?> item = items.get(name);
      if (item == null) {
        throw new UsageException(
            info.getName() + " has no parameter \"" + name + "\"; it has " + items.keySet());
      }
      if (equals < 0) {
        throw new UsageException(name + " needs a value: " + name + "=VALUE");
      }
      if (values.put(name, value(item, args[i].substring(equals + 1))) != null) {
        throw new UsageException(name + "= is given twice");
      }
    }
    final Set<String> missing = new HashSet<>();
    items.forEach(
        (name, item) -> {
          if (item.get(AttriCommand.NEEDED) != null && !values.containsKey(name)) {
            missing.add(name);
          }
        });
    if (!missing.isEmpty()) {
      throw new UsageException(info.getName() + " needs " + String.join(", ", missing) + "=");
    }
    return values;
  }

  private static Map<String, ModuleItem<?>> items(final CommandInfo info) {
    final Map<String, ModuleItem<?>> items = new LinkedHashMap<>();
    for (final ModuleItem<?> item : info.inputs()) {
      if (AttriCommand.isParameter(item)) {
        items.put(item.getName(), item);
      }
    }
    return items;
  }

  private Object value(final ModuleItem<?> item, final String text) throws UsageException {
    final Class<?> type = item.getType();
    final Object value;
    if (type == boolean.class || type == Boolean.class) {
      value = text.matches("(?i)true|false") ? Boolean.valueOf(text) : null;
    } else if (type == int.class || type == long.class || type == double.class) {
      value = number(type, text);
    } else {
      value = context.getService(ConvertService.class).convert(text, type);
    }
    if (value == null) {
      throw new UsageException(
          item.getName() + "=" + text + " is no " + Help.typeName(item) + " value");
    }
    try {
      InputCheck.check(item, value);
    } catch (final io.github.attrimil.core.AttriMilException e) {
      throw new UsageException(e.getMessage());
    }
    return value;
  }

  /** A number, or null. Not by SciJava's converter, which makes 0 of what is no number. */
  private static Number number(final Class<?> type, final String text) {
    try {
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      final double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : null;
    } catch (final NumberFormatException e) {
      return null;
    }
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
      return usage("There is no command \"" + name + "\"; there are " + commands.keySet());
    }
    Help.print(info, items(info).values(), out);
    return 0;
  }
}
