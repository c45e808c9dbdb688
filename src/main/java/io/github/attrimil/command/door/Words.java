package io.github.attrimil.command.door;

import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/**
 * Puts messages, which name commands and parameters as the shell does, into the words of a menu and
 * of a dialog.
 */
public final class Words {

  /** Columns of a line in a dialog. */
  private static final int WIDTH = 80;

  /** A longer word, such as a path, is broken. */
  private static final int LONGEST = 110;

  private static final Pattern SETTING = Pattern.compile("\\b([a-z][a-z0-9]*)=(\\S*)");

  private final CommandService commands;
  private final Options options;

  /**
   * @param commands knows the commands and their labels
   * @param options of the command
   */
  public Words(final CommandService commands, final Options options) {
    this.commands = commands;
    this.options = options;
  }

  /** Names commands by their labels. */
  public String menu(final String text) {
    String words = text;
    for (final CommandInfo other : OurCommands.in(commands).toList()) {
      words = words.replace("`" + other.getName() + "`", "\"" + other.getTitle() + "\"");
    }
    return words;
  }

  /** Names parameters by their fields, too. */
  public String window(final String text) {
    return fields(menu(text));
  }

  /** The same with lines that fit a dialog. */
  public String dialog(final String text) {
    return wrap(window(text));
  }

  /** A parameter is named by its field. */
  public String fields(final String text) {
    final Matcher matcher = SETTING.matcher(text);
    final StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      final Option<?> option = options.find(matcher.group(1)).orElse(null);
      final boolean field = option != null && !option.name().equals(MoreSettings.NAME);
      matcher.appendReplacement(
          out,
          Matcher.quoteReplacement(
              field ? "\"" + label(option) + "\"" + value(matcher.group(2)) : matcher.group()));
    }
    return matcher.appendTail(out).toString();
  }

  /** An option's label without the note on what an empty field means. */
  public static String label(final Option<?> option) {
    return option.label().replaceFirst("\\s*\\(.*\\)$", "");
  }

  /** Placeholders such as FOLDER in "slides=FOLDER" are not shown. */
  private static String value(final String text) {
    final boolean none = text.matches("[A-Z.]*[,;:.)]*");
    return none ? text.replaceAll("^[A-Z]+(\\.[A-Z]+)?", "") : " " + text;
  }

  /** Breaks lines at spaces, and long paths after a slash. */
  public static String wrap(final String text) {
    final StringBuilder out = new StringBuilder();
    int column = 0;
    for (final String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        out.append('\n');
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      String rest = word;
      while (rest.length() > LONGEST) {
        final int slash = Math.max(rest.lastIndexOf('/', WIDTH), rest.lastIndexOf('\\', WIDTH)) + 1;
        final int cut = slash > 0 ? slash : WIDTH;
        out.append(rest, 0, cut).append('\n');
        rest = rest.substring(cut);
        column = 0;
      }
      out.append(rest);
      column += rest.length();
    }
    return out.toString();
  }
}
