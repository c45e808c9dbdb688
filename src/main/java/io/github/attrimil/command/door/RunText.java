package io.github.attrimil.command.door;

import io.github.attrimil.core.options.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the parameters of Fiji's {@code --run}: {@code project='/data/my study',epochs=5}. Quotes,
 * single or double, are needed only around values that hold a quote or a comma followed by a name
 * and an equals sign; SciJava's own reader takes a word without quotes for a variable, and ends
 * with a stack trace.
 */
public final class RunText {

  private static final Pattern NAME = Pattern.compile("[,\\s]*([A-Za-z][A-Za-z0-9]*)\\s*(=?)\\s*");
  private static final Pattern QUOTED =
      Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern BARE =
      Pattern.compile("[^'\"].*?(?=\\s*(?:,\\s*\\w+\\s*=|,?\\s*$))");

  private RunText() {}

  /**
   * @param text parameters, separated by commas
   * @return values by name, in order
   * @throws UsageException when it is none
   */
  public static Map<String, String> parse(final String text) {
    final Map<String, String> values = new LinkedHashMap<>();
    int at = 0;
    while (!text.substring(at).matches("[,\\s]*")) {
      final Matcher name = NAME.matcher(text).region(at, text.length());
      if (!name.lookingAt()) {
        throw wrong(text.substring(at));
      }
      if (name.group(2).isEmpty()) {
        throw new UsageException(
            name.group(1) + " needs a value: " + name.group(1) + "=VALUE (in " + text + ")");
      }
      at = name.end();
      final Matcher quoted = QUOTED.matcher(text).region(at, text.length());
      final Matcher bare = BARE.matcher(text).region(at, text.length());
      String value = "";
      if (quoted.lookingAt()) {
        value = plain(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
        at = quoted.end();
      } else if (bare.lookingAt() && !text.substring(at).startsWith(",")) {
        value = bare.group();
        at = bare.end();
      }
      if (!text.substring(at).matches("(?s)\\s*(,.*)?")) {
        throw wrong(text.substring(at));
      }
      if (values.put(name.group(1), value) != null) {
        throw new UsageException(name.group(1) + "= is given twice");
      }
    }
    return values;
  }

  /** Without the backslashes before quotes and backslashes; all others are those of a path. */
  private static String plain(final String text) {
    return text.replaceAll("\\\\([\\\\'\"])", "$1");
  }

  private static UsageException wrong(final String rest) {
    return new UsageException(
        "Cannot read the parameters from \""
            + rest
            + "\" on; write name='value',name='value', each value within one pair of quotes");
  }
}
