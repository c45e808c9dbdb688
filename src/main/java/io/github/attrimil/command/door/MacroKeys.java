package io.github.attrimil.command.door;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a macro's line, which ImageJ ignores silently where a command does not have them. */
public final class MacroKeys {

  private static final Pattern PART =
      Pattern.compile("([A-Za-z0-9_]+)(?:=(?:\\[[^\\]]*\\]|'[^']*'|\\S*))?|\\S+");

  /** Names that differ by more are not suggested. */
  private static final int NEAR = 2;

  /** A longer list helps nobody. */
  private static final int MOST = 12;

  private MacroKeys() {}

  /**
   * @param line the parameters of a macro's call
   * @return its keys, in order
   */
  public static Set<String> of(final String line) {
    final Set<String> keys = new LinkedHashSet<>();
    final Matcher matcher = PART.matcher(line);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        keys.add(matcher.group(1));
      }
    }
    return keys;
  }

  /**
   * @param line the parameters of a macro's call
   * @param options of the command
   * @return one line about the first key that is no parameter, with the names that are near
   */
  public static Optional<String> unknown(final String line, final Options options) {
    return of(line).stream()
        .filter(key -> options.find(key).isEmpty())
        .findFirst()
        .map(key -> sentence("There is", key, options));
  }

  /**
   * @param start how the sentence starts: "There is", "train has"
   * @param key what is no parameter
   * @param options of the command
   * @return one line with the names that are near
   */
  public static String sentence(final String start, final String key, final Options options) {
    final List<String> names = options.list().stream().<String>map(Option::name).toList();
    final String lower = key.toLowerCase(java.util.Locale.ROOT);
    final List<String> near =
        names.stream()
            .filter(
                n ->
                    distance(lower, n) <= NEAR
                        || lower.length() > NEAR && (n.contains(lower) || lower.contains(n)))
            .limit(5)
            .toList();
    return start
        + " no parameter \""
        + key
        + "\"; "
        + (near.isEmpty()
            ? "the parameters are "
                + String.join(", ", names.subList(0, Math.min(MOST, names.size())))
                + (names.size() > MOST ? " and " + (names.size() - MOST) + " more" : "")
            : "did you mean " + String.join(" or ", near) + "?");
  }

  /** How many letters must be changed, added or removed. */
  public static int distance(final String a, final String b) {
    int[] before = new int[b.length() + 1];
    Arrays.setAll(before, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      final int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        final int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
