package io.github.attrimil.language;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every text that users see: labels, help, messages, legends and reports (the string literals of
 * the program), macros, and the sentences of the documents. Prints a sample to be read by a person.
 *
 * <p>Arguments: how many, and seeds.
 */
public final class UserTexts {

  /** A text and where it is. */
  record Text(Path file, String text) {}

  private static final Pattern TOKEN =
      Pattern.compile(
          "/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)+'"
              + "|[();{}]|[^\"'/();{}]+|/",
          Pattern.DOTALL);

  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|<!--.*?-->");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:]) (?=[\\p{Lu}\"*`])");

  private UserTexts() {}

  public static void main(final String[] args) throws IOException {
    final List<Text> all = all();
    System.out.println(all.size() + " texts");
    for (int i = 1; i < args.length; i++) {
      final List<Text> drawn = new ArrayList<>(all);
      Collections.shuffle(drawn, new Random(Long.parseLong(args[i])));
      for (final Text text : drawn.subList(0, Math.min(drawn.size(), Integer.parseInt(args[0])))) {
        System.out.println(text.file().getFileName() + ": " + text.text());
      }
    }
  }

  static List<Text> all() throws IOException {
    final List<Text> all = new ArrayList<>();
    for (final Path file : files("src/main/java", ".java")) {
      literals(file, Files.readString(file), all);
    }
    for (final Path file : files("macros", ".ijm")) {
      literals(file, Files.readString(file), all);
    }
    for (final Path file : documents()) {
      sentences(file, Files.readString(file), all);
    }
    return all;
  }

  /** All documents but the pages of commands, which repeat the program's own texts. */
  static List<Path> documents() throws IOException {
    final List<Path> documents = files("src/site/markdown", ".md");
    documents.removeIf(f -> f.getParent().endsWith("commands"));
    for (final String more :
        List.of(
            "README.md",
            "update-site/README.md",
            ".github/CONTRIBUTING.md",
            "src/changes/CHANGELOG.md")) {
      documents.add(Path.of(more));
    }
    return documents;
  }

  private static List<Path> files(final String folder, final String ending) throws IOException {
    try (Stream<Path> found = Files.walk(Path.of(folder))) {
      return new ArrayList<>(found.filter(f -> f.toString().endsWith(ending)).sorted().toList());
    }
  }

  /**
   * Literals that are joined by + are one text, with "…" in place of values. What has no two words
   * is no text.
   */
  static void literals(final Path file, final String source, final List<Text> into) {
    final StringBuilder text = new StringBuilder();
    final Matcher token = TOKEN.matcher(source);
    boolean joined = false;
    while (token.find()) {
      final String t = token.group();
      if (t.startsWith("/*") || t.startsWith("//")) {
        continue;
      }
      if (t.startsWith("\"")) {
        if (!joined) {
          add(file, text, into);
        }
        text.append(t.startsWith("\"\"\"") ? t.substring(3, t.length() - 3) : inside(t));
        joined = false;
      } else if (t.equals(";") || t.equals("{") || t.equals("}")) {
        add(file, text, into);
        joined = false;
      } else if (t.contains(",")) {
        add(file, text, into);
        joined = false;
      } else if (t.strip().equals("+")) {
        joined = true;
      } else if (t.contains("+") && text.length() > 0) {
        text.append('…');
        joined = t.strip().endsWith("+") || joined;
      }
    }
    add(file, text, into);
  }

  private static String inside(final String literal) {
    return literal
        .substring(1, literal.length() - 1)
        .replace("\\n", " ")
        .replace("\\\"", "\"")
        .replace("\\t", " ")
        .replace("\\\\", "\\");
  }

  private static void add(final Path file, final StringBuilder text, final List<Text> into) {
    final String whole = text.toString().replaceAll("\\s+", " ").strip();
    text.setLength(0);
    if (whole.matches(".*\\p{L}{2,},? \\p{L}{2,}.*") && !whole.matches("[^ ]*[\\\\{<\\[(^].*")) {
      into.add(new Text(file, whole));
    }
  }

  /** Sentences and cells of tables, without code. */
  private static void sentences(final Path file, final String page, final List<Text> into) {
    final StringBuilder paragraph = new StringBuilder();
    for (final String line : (CODE.matcher(page).replaceAll("") + "\n").split("\n", -1)) {
      final boolean alone = line.isBlank() || line.matches("[|#!].*");
      if (alone || line.matches(" *([-*]|\\d+\\.) .*")) {
        split(file, paragraph, into);
      }
      if (line.startsWith("|")) {
        for (final String cell : line.split("(?<!\\\\)\\|")) {
          split(file, new StringBuilder(cell), into);
        }
      } else {
        paragraph.append(line.strip()).append(' ');
        if (alone) {
          split(file, paragraph, into);
        }
      }
    }
    split(file, paragraph, into);
  }

  private static void split(final Path file, final StringBuilder text, final List<Text> into) {
    for (final String sentence : SENTENCE_END.split(text)) {
      add(file, new StringBuilder(sentence.replaceFirst("^ *([-*#]+|\\d+\\.) ", "")), into);
    }
    text.setLength(0);
  }
}
