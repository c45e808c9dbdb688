package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.line.Help;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.mil.MaxLinearKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.scijava.Context;
import org.scijava.command.CommandService;

/**
 * A page a command with every parameter, and a list of them, made from the commands themselves. Run
 * it after a change of options; {@code CommandPagesTest} holds that it was.
 */
final class CommandPages {

  static final Path FOLDER = Path.of("src", "site", "markdown", "commands");

  private static final String MADE =
      "<!-- Made by CommandPages from the commands; run CommandPagesTest with -Dattrimil.write=true"
          + " after a change. -->\n";

  private CommandPages() {}

  /** Writes all pages and removes those of commands that are gone. */
  static void write() throws IOException {
    final Map<String, String> pages = pages();
    Files.createDirectories(FOLDER);
    try (var found = Files.list(FOLDER)) {
      for (final Path page : found.toList()) {
        if (!pages.containsKey(page.getFileName().toString())) {
          Files.delete(page);
        }
      }
    }
    for (final Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
    }
  }

  /** Text by file name. */
  static Map<String, String> pages() {
    final Map<String, String> pages = new LinkedHashMap<>();
    try (Context context = new Context(CommandService.class)) {
      final List<AttriCommand> commands = new ArrayList<>(Commands.all(context));
      commands.sort(
          Comparator.comparingDouble(c -> c.getInfo().getMenuPath().getLeaf().getWeight()));
      pages.put("index.md", index(commands));
      for (final AttriCommand command : commands) {
        pages.put(command.getInfo().getName() + ".md", page(command));
      }
    }
    return pages;
  }

  private static String index(final List<AttriCommand> commands) {
    final StringBuilder text = new StringBuilder("# Commands\n\n" + MADE);
    text.append(
        """

        One command is one stage of the work. The same command is a menu entry of Fiji, a line in a
        macro, and a word in the shell.

        | shell | menu entry under *Plugins > AttriMIL* | what it does |
        |---|---|---|
        """);
    for (final AttriCommand command : commands) {
      final String name = command.getInfo().getName();
      text.append(
          "| [`%s`](%s.md) | %s | %s |\n"
              .formatted(name, name, label(command), cell(command.getInfo().getDescription())));
    }
    return text.toString();
  }

  private static String label(final AttriCommand command) {
    return command.getInfo().getMenuPath().getLeaf().getName();
  }

  private static String page(final AttriCommand command) {
    final String name = command.getInfo().getName();
    final List<Option<?>> all = command.defaults().list();
    final List<String> hidden = command.hidden();
    final StringBuilder text = new StringBuilder("# " + label(command) + "\n\n" + MADE + "\n");
    text.append(command.getInfo().getDescription()).append("\n\n");
    final String needed =
        all.stream()
            .filter(Option::needed)
            .map(o -> " " + o.name() + "=" + o.name().toUpperCase(java.util.Locale.ROOT))
            .collect(Collectors.joining());
    text.append("```\njava -jar target/attrimil.jar ")
        .append(name)
        .append(needed)
        .append("\n```\n");
    text.append("\nIn a macro: `run(\"").append(label(command)).append("\", \"");
    text.append(needed.strip()).append("\");`\n\n");
    table(
        hidden.isEmpty() ? "Parameters" : "In the dialog",
        all.stream().filter(o -> !hidden.contains(o.name())).toList(),
        text);
    table("Further parameters", all.stream().filter(o -> hidden.contains(o.name())).toList(), text);
    return withoutKindOfTests(text.toString());
  }

  /** The class path of the tests has a kind of model that users do not have. */
  private static String withoutKindOfTests(final String page) {
    final MaxLinearKind kind = new MaxLinearKind();
    return page.replace(", `" + kind.name() + "`", "")
        .replace("; " + kind.name() + ": " + kind.title(), "")
        .replace(", " + kind.name(), "");
  }

  private static void table(
      final String title, final List<Option<?>> options, final StringBuilder text) {
    if (options.isEmpty()) {
      return;
    }
    text.append("## ").append(title).append("\n\n| parameter | value | default | what it does |\n");
    text.append("|---|---|---|---|\n");
    for (final Option<?> option : options) {
      final String initial = OptionText.readable(option.text(option.defaultValue()));
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  option.name(),
                  cell(values(option)),
                  option.needed() ? "required" : initial.isEmpty() ? "" : "`" + cell(initial) + "`",
                  cell(option.description())));
    }
    text.append('\n');
  }

  private static String values(final Option<?> option) {
    if (!option.choices().isEmpty() && option.type() != Boolean.class) {
      return option.choices().stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
    }
    final String range = option.values().range().map(r -> ", " + r).orElse("");
    return Help.typeName(option) + range;
  }

  private static String cell(final String text) {
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;");
  }
}
