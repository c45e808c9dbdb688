package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.scijava.Context;
import org.scijava.command.CommandService;

/**
 * Ways to use each command wrongly: a command's parameters, and what its message must quote. Made
 * from the registry, so that a new command is covered.
 */
final class WrongUses {

  /** What is wrong. */
  enum Way {
    MISSING_FOLDER,
    FILE_FOR_FOLDER,
    MISSING_FILE,
    NOTHING_GIVEN,
    EMPTY_VALUE,
    WRONG_TYPE,
    OUT_OF_RANGE,
    UNKNOWN_CHOICE,
    UNKNOWN_KEY,
    GIVEN_TWICE,
    EARLIER_STAGE_MISSING,
    UNKNOWN_MODEL,
    UNKNOWN_SLIDE,
    NO_DISPLAY,
    CANCELED,
    TWICE_AT_ONCE
  }

  /**
   * One wrong use.
   *
   * @param command a shell name
   * @param way what is wrong
   * @param parameters as in the shell
   * @param status the exit status it must have
   * @param quoted what the message must hold
   */
  record Use(String command, Way way, List<String> parameters, int status, List<String> quoted) {

    String[] args() {
      final List<String> args = new ArrayList<>(List.of(command));
      args.addAll(parameters);
      return args.toArray(String[]::new);
    }
  }

  /** What a command needs besides a project, so that only one thing is wrong. */
  private static final Map<String, String> OTHERWISE = Map.of("import", "table=");

  private final Path finished;
  private final Path painted;
  private final Path scratch;
  private final List<Use> uses = new ArrayList<>();

  /**
   * @param finished a project on which the pipeline has run
   * @param painted a project with slides and labels alone
   * @param scratch a folder with a file named letter.txt, which is no table and no project
   */
  WrongUses(final Path finished, final Path painted, final Path scratch) {
    this.finished = finished;
    this.painted = painted;
    this.scratch = scratch;
  }

  /** Every wrong use of every command. */
  List<Use> all() {
    try (Context context = new Context(CommandService.class)) {
      Commands.all(context).forEach(this::command);
    }
    return List.copyOf(uses);
  }

  private void command(final AttriCommand command) {
    final String name = command.getInfo().getName();
    final List<Option<?>> options = command.defaults().list();
    final boolean project = has(options, "project");
    final List<String> right = right(name, project);
    if (project) {
      final boolean makes = command.startsProject();
      if (!makes) {
        final String missing = scratch.resolve("nowhere").toString();
        add(name, Way.MISSING_FOLDER, 1, List.of(missing), "project=" + missing);
      }
      final String letter = scratch.resolve("letter.txt").toString();
      add(name, Way.FILE_FOR_FOLDER, 1, List.of(letter), with(right, "project", letter));
    }
    for (final Option<?> option : options) {
      paths(name, right, option);
    }
    if (options.stream().anyMatch(Option::needed)) {
      add(name, Way.NOTHING_GIVEN, 2, List.of("project="));
      add(name, Way.EMPTY_VALUE, 2, List.of("project="), with(right, "project", ""));
    }
    first(options, o -> o.defaultValue() instanceof Number || isNumber(o))
        .ifPresent(
            o ->
                add(
                    name,
                    Way.WRONG_TYPE,
                    2,
                    List.of(o.name() + "=abc", "number"),
                    with(right, o.name(), "abc")));
    first(options, o -> o.values().range().isPresent())
        .ifPresent(
            o -> {
              final String text = beyond(o.values().range().get(), isWhole(o));
              add(
                  name,
                  Way.OUT_OF_RANGE,
                  2,
                  List.of(o.name() + "=" + text, "from"),
                  with(right, o.name(), text));
            });
    first(options, o -> o.choices().size() > 1)
        .ifPresent(
            o ->
                add(
                    name,
                    Way.UNKNOWN_CHOICE,
                    2,
                    List.of(o.name() + "=purple", o.choices().get(0)),
                    with(right, o.name(), "purple")));
    add(name, Way.UNKNOWN_KEY, 2, List.of("wings"), with(right, "wings", "2"));
    if (!right.isEmpty()) {
      final List<String> twice = new ArrayList<>(right);
      twice.add(right.get(0));
      add(name, Way.GIVEN_TWICE, 2, List.of("given twice"), twice.toArray(String[]::new));
    }
    if (project && command instanceof ProjectCommand) {
      add(name, Way.TWICE_AT_ONCE, 1, List.of("Another run"), right.toArray(String[]::new));
    }
    if (!List.of("open", "doctor").contains(name)) {
      add(name, Way.CANCELED, 1, List.of("anceled"), right.toArray(String[]::new));
    }
    stages(name, options);
  }

  /** What depends on what other commands have made. */
  private void stages(final String name, final List<Option<?>> options) {
    if (List.of("neighbors", "features", "train", "evaluate", "map", "compare").contains(name)) {
      add(name, Way.EARLIER_STAGE_MISSING, 1, List.of(), "project=" + painted);
    }
    if (List.of("evaluate", "predict", "map").contains(name)) {
      add(
          name,
          Way.UNKNOWN_MODEL,
          1,
          List.of("model=nobody"),
          "project=" + finished,
          "model=nobody");
    }
    if (has(options, "slide")) {
      add(name, Way.UNKNOWN_SLIDE, 1, List.of("nobody"), "project=" + finished, "slide=nobody");
    }
    if (name.equals("open")) {
      add(name, Way.NO_DISPLAY, 1, List.of("display", "project="));
    }
  }

  private void paths(final String name, final List<String> right, final Option<?> option) {
    final boolean written = List.of("project", "report").contains(option.name());
    if (option.type() != Path.class || written) {
      return;
    }
    final String missing = scratch.resolve("nowhere").resolve("file").toString();
    add(name, Way.MISSING_FILE, 1, List.of(missing), with(right, option.name(), missing));
  }

  /** Parameters with which nothing is wrong. */
  private List<String> right(final String name, final boolean project) {
    final List<String> right = new ArrayList<>();
    if (project) {
      right.add("project=" + (name.equals("import") ? scratch.resolve("new") : finished));
    }
    if (name.equals("split")) {
      right.add("folds=1");
    }
    if (OTHERWISE.containsKey(name)) {
      right.add(OTHERWISE.get(name) + scratch.resolve("table.csv"));
    }
    return right;
  }

  private static String[] with(final List<String> right, final String name, final String value) {
    final List<String> parameters = new ArrayList<>(right);
    parameters.removeIf(p -> p.startsWith(name + "="));
    parameters.add(name + "=" + value);
    return parameters.toArray(String[]::new);
  }

  private void add(
      final String command,
      final Way way,
      final int status,
      final List<String> quoted,
      final String... parameters) {
    uses.add(new Use(command, way, List.of(parameters), status, quoted));
  }

  private static boolean has(final List<Option<?>> options, final String name) {
    return options.stream().anyMatch(o -> o.name().equals(name));
  }

  private static Optional<Option<?>> first(
      final List<Option<?>> options, final Predicate<Option<?>> wanted) {
    return options.stream().filter(wanted).findFirst();
  }

  private static boolean isNumber(final Option<?> option) {
    return Number.class.isAssignableFrom(option.type());
  }

  private static boolean isWhole(final Option<?> option) {
    return option.type() == Integer.class || option.type() == Long.class;
  }

  /** A number that is out of range, in whichever direction fewer digits are. */
  private static String beyond(final Range range, final boolean whole) {
    final double number = range.most() < 1e7 ? 10 * range.most() + 1 : range.least() - 7;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }
}
