package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** The documents: links lead somewhere, and commands are ones that exist with such parameters. */
class DocumentsTest {

  private static final Path SITE = Path.of("src", "site", "markdown");
  private static final Pattern LINK = Pattern.compile("(?<!`)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern SHELL = Pattern.compile("attrimil\\.jar +([^|&>#\n]*)");
  private static final Pattern MACRO =
      Pattern.compile("run\\(\\s*\"([^\"]+)\"\\s*,\\s*((?:\"[^\"]*\"|[^;\"])*)\\)\\s*;");
  private static final Pattern PARAMETER =
      Pattern.compile("([a-z]+)=(\\[[^\\]]*\\]|'[^']*'|\"[^\"]*\"|[^\\s]*)");

  private static Context context;
  private static final Map<String, AttriCommand> BY_NAME = new TreeMap<>();
  private static final Map<String, AttriCommand> BY_LABEL = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();

  @BeforeAll
  static void commands() {
    context = new Context(CommandService.class);
    for (final AttriCommand command : Commands.all(context)) {
      BY_NAME.put(command.getInfo().getName(), command);
      BY_LABEL.put(command.getInfo().getMenuPath().getLeaf().getName(), command);
    }
  }

  @AfterAll
  static void close() {
    context.dispose();
  }

  private static Map<Path, String> documents() throws IOException {
    final Map<Path, String> documents = new TreeMap<>();
    for (final String file :
        List.of("README.md", "update-site/README.md", ".github/CONTRIBUTING.md")) {
      documents.put(Path.of(file), Files.readString(Path.of(file)));
    }
    try (Stream<Path> found = Files.walk(SITE)) {
      for (final Path file : found.filter(f -> f.toString().endsWith(".md")).toList()) {
        documents.put(file, Files.readString(file));
      }
    }
    return documents;
  }

  // -- Links --

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    final Map<Path, Set<String>> anchors = new HashMap<>();
    final Set<Path> linked = new TreeSet<>();
    for (final Map.Entry<Path, String> document : documents().entrySet()) {
      final Matcher link = LINK.matcher(withoutCode(document.getValue()));
      while (link.find()) {
        final String to = link.group(1);
        if (to.matches("[a-z]+:.*")) {
          continue;
        }
        final String[] parts = to.split("#", 2);
        final Path file =
            parts[0].isEmpty()
                ? document.getKey()
                : Path.of("").resolve(document.getKey()).resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
          wrong.add(document.getKey() + ": " + to + " does not exist");
        } else if (parts.length > 1
            && !anchors.computeIfAbsent(file, DocumentsTest::anchors).contains(parts[1])) {
          wrong.add(document.getKey() + ": " + to + " has no such heading");
        }
        linked.add(file);
      }
    }
    assertEquals(List.of(), wrong);
    for (final Path page : documents().keySet()) {
      assertTrue(
          linked.contains(page) || page.equals(Path.of("README.md")), page + " is linked nowhere");
    }
  }

  private static String withoutCode(final String text) {
    return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "code");
  }

  /** Headings as GitHub names them. */
  private static Set<String> anchors(final Path file) {
    try {
      final Set<String> anchors = new TreeSet<>();
      for (final String line : Files.readString(file).replaceAll("(?s)```.*?```", "").split("\n")) {
        if (line.startsWith("#")) {
          anchors.add(
              line.replaceFirst("^#+ ", "")
                  .strip()
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^\\p{L}\\p{N} _-]", "")
                  .replace(' ', '-'));
        }
      }
      return anchors;
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + file, e);
    }
  }

  // -- Messages --

  @Test
  void everyMessageOfTroubleshootingIsOne() throws IOException {
    final StringBuilder sources = new StringBuilder();
    try (Stream<Path> found = Files.walk(Path.of("src", "main", "java"))) {
      for (final Path file : found.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    final Matcher quoted =
        Pattern.compile("(?m)^\\| [^|]*\"([^\"|]+)\"[^|]*\\|")
            .matcher(Files.readString(SITE.resolve("troubleshooting.md")));
    int messages = 0;
    while (quoted.find()) {
      messages++;
      for (final String part : quoted.group(1).split(" ?\\.\\.\\. ?")) {
        if (sources.indexOf(part) < 0) {
          wrong.add("no message says \"" + part + "\"");
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(messages > 5, messages + " messages");
  }

  // -- Commands --

  @Test
  void everyCommandLineIsOne() throws IOException {
    int lines = 0;
    for (final Map.Entry<Path, String> document : documents().entrySet()) {
      final String joined = document.getValue().replaceAll("\\\\\n\\s*", " ");
      final Matcher shell = SHELL.matcher(joined);
      while (shell.find()) {
        line(document.getKey(), shell.group(1).replace("`", " ").strip());
        lines++;
      }
      final Matcher code = CODE.matcher(document.getValue());
      while (code.find()) {
        final String[] words = code.group(1).split(" ", 2);
        if (words.length > 1 && BY_NAME.containsKey(words[0]) && words[1].matches("[a-z]+=.*")) {
          line(document.getKey(), code.group(1));
          lines++;
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(lines > 30, lines + " lines");
  }

  private void line(final Path document, final String line) {
    final String[] words = line.split("[ .,;:)]", 2);
    final AttriCommand command = BY_NAME.get(words[0]);
    if (command == null) {
      if (!words[0].matches("COMMAND|help|version|")) {
        wrong.add(document + ": no command \"" + words[0] + "\" in " + line);
      }
    } else if (words.length > 1) {
      parameters(document, command, words[1]);
    }
  }

  @Test
  void everyMacroLineIsOne() throws IOException {
    final Map<Path, String> texts = documents();
    try (Stream<Path> found = Files.list(Path.of("macros"))) {
      for (final Path file : found.filter(f -> f.toString().endsWith(".ijm")).toList()) {
        texts.put(file, Files.readString(file));
      }
    }
    int lines = 0;
    for (final Map.Entry<Path, String> document : texts.entrySet()) {
      final Matcher macro = MACRO.matcher(document.getValue());
      while (macro.find()) {
        final AttriCommand command = BY_LABEL.get(macro.group(1));
        if (command != null) {
          // What is put together of texts and variables: the variables do not matter.
          parameters(
              document.getKey(),
              command,
              macro.group(2).replaceAll("\"\\s*\\+[^\"]*\\+\\s*\"", "VALUE").replace("\"", ""));
          lines++;
        } else if (macro.group(1).matches(".*(MIL|Slide|Patch).*\\.\\.\\.")) {
          wrong.add(document.getKey() + ": no menu entry \"" + macro.group(1) + "\"");
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(lines > 15, lines + " lines");
  }

  private void parameters(final Path document, final AttriCommand command, final String text) {
    final Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      final String name = parameter.group(1);
      final String value = parameter.group(2).replaceAll("^[\\['\"]|[\\]'\"]$", "");
      final Optional<Option<?>> option = command.defaults().find(name);
      if (option.isEmpty()) {
        wrong.add(
            document + ": " + command.getInfo().getName() + " has no parameter \"" + name + "\"");
      } else if (!value.isEmpty() && !value.matches("(?s).*([A-Z]{2}|…|\\.\\.\\.|[NKDC]$).*")) {
        try {
          option.get().parse(value.replaceAll("[.,;)]+$", ""));
        } catch (final AttriMilException e) {
          wrong.add(document + ": " + e.getMessage());
        }
      }
    }
  }
}
