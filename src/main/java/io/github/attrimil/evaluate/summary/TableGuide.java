package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry of tables: what each file of a project is and what each of its columns means. Its
 * source is the resource tables.txt; the page src/site/markdown/tables.md is made of it, and tests
 * hold every table that is written against it.
 */
public final class TableGuide {

  /**
   * One kind of table.
   *
   * @param path its path in a project; words in capitals stand for names and numbers
   * @param meaning what it is, a sentence or two
   * @param columns meanings by column; words in capitals stand for names and numbers
   */
  public record Table(String path, String meaning, Map<String, String> columns) {

    /**
     * @param column a column's name in a file
     * @return what it means, if it is known
     */
    public Optional<String> column(final String column) {
      return columns.entrySet().stream()
          .filter(e -> pattern(e.getKey()).matcher(column).matches())
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  private static final String SOURCE = "tables.txt";
  private static final Pattern HEAD = Pattern.compile("\\[(.+\\.csv)\\] (.+)");
  private static final Pattern LINE = Pattern.compile("(\\S*) = (.+)");
  private static final Pattern WORDS =
      Pattern.compile(
          "\\[/REGION\\]|TESTED|ENCODER|SLIDE|NAME|TERM|ANY|(?<![A-Za-z])[CK](?![a-z])");

  private final List<Table> tables;

  private TableGuide(final List<Table> tables) {
    this.tables = List.copyOf(tables);
  }

  /**
   * @return the registry
   */
  public static TableGuide read() {
    try (InputStream in = TableGuide.class.getResourceAsStream(SOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TableGuide parse(final String text) {
    final List<Table> tables = new ArrayList<>();
    for (final String line : text.lines().toList()) {
      final Matcher head = HEAD.matcher(line);
      final Matcher column = LINE.matcher(line);
      if (head.matches()) {
        tables.add(new Table(head.group(1), head.group(2), new LinkedHashMap<>()));
      } else if (!line.startsWith("#") && column.matches()) {
        tables.get(tables.size() - 1).columns().put(column.group(1), meaning(column.group(2)));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        throw new AttriMilException(SOURCE + " has the line '" + line + "', which is not a column");
      }
    }
    return new TableGuide(tables);
  }

  /** A metric's own definition, where it is referred to. */
  private static String meaning(final String text) {
    if (!text.startsWith("@")) {
      return text;
    }
    final boolean ofClass = text.endsWith("_C");
    final String name = text.substring(1).replaceFirst("_C$", "");
    for (final Metric metric : Metric.values()) {
      if (metric.column().equals(name) && (metric.of() == Metric.Of.CLASS) == ofClass) {
        return metric.meaning();
      }
    }
    throw new AttriMilException(SOURCE + " refers to " + text + ", which is not a metric");
  }

  private static Pattern pattern(final String text) {
    final StringBuilder regex = new StringBuilder();
    int from = 0;
    final Matcher words = WORDS.matcher(text);
    while (words.find()) {
      regex.append(Pattern.quote(text.substring(from, words.start())));
      regex.append(
          switch (words.group()) {
            case "C", "K" -> "\\d+";
            case "TESTED" -> "(test|external|labeled)";
            case "[/REGION]" -> "(/[^/]+)?";
            case "TERM" -> "[a-z]+";
            default -> "[^/]+";
          });
      from = words.end();
    }
    return Pattern.compile(regex + Pattern.quote(text.substring(from)));
  }

  /**
   * @return all tables
   */
  public List<Table> tables() {
    return tables;
  }

  /**
   * @param path of a file, relative to the project, with forward slashes
   * @return what it is, if it is known
   */
  public Optional<Table> find(final String path) {
    return tables.stream().filter(t -> pattern(t.path()).matcher(path).matches()).findFirst();
  }

  /**
   * @return the page of all tables, in Markdown
   */
  public String markdown() {
    final StringBuilder page =
        new StringBuilder(
            """
# Tables and their columns

Every table of a project, with the meaning of each column. All tables are CSV files in UTF-8 with
commas as separators. Numbers have a decimal point and full precision. A cell is empty if its value is
undefined or unknown. C stands for the number of a class, K for the number of a fold, NAME for a
model, and TESTED for test, external or labeled. Intervals are 95% confidence intervals. How metrics
are computed is described in [evaluation](evaluation.md).

This page is generated; tests compare every written table with it.
""");
    for (final Table table : tables) {
      page.append("\n## ").append(code(table.path())).append("\n\n").append(table.meaning());
      page.append("\n\n| column | meaning |\n|---|---|\n");
      table
          .columns()
          .forEach(
              (name, meaning) ->
                  page.append("| ")
                      .append(
                          name.isEmpty()
                              ? "(without a name)"
                              : name.equals("ANY") ? "any other" : code(name))
                      .append(" | ")
                      .append(meaning.replace("|", "\\|"))
                      .append(" |\n"));
    }
    return page.toString();
  }

  private static String code(final String text) {
    return "`" + text + "`";
  }
}
