package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps dialogs short: of a command with many options, a dialog shows those that most users
 * need, and one field for the others, written as {@code name=value} like in the shell. Macros and
 * the shell may also give them by their own names.
 */
public final class MoreSettings {

  /** The field's name. */
  public static final String NAME = "more";

  /** Like parameters of macros: a value with spaces stands in brackets, or in quotes. */
  private static final Pattern SETTING =
      Pattern.compile("([a-z][a-z0-9]*)=(?:\\[([^\\]]*)\\]|\"([^\"]*)\"|(\\S*))");

  private final List<Option<?>> hidden;

  /**
   * @param options all options of a command
   * @param shown those that its dialog shows
   */
  public MoreSettings(final List<Option<?>> options, final List<Option<?>> shown) {
    this.hidden = options.stream().filter(o -> !shown.contains(o)).toList();
  }

  /**
   * @return the options that the dialog does not show
   */
  public List<Option<?>> hidden() {
    return hidden;
  }

  /**
   * @param shown the options that the dialog shows, in its order
   * @return these, the field for the others if there are any, and the others
   */
  public List<Option<?>> inOrder(final List<Option<?>> shown) {
    final List<Option<?>> all = new ArrayList<>(shown);
    if (!hidden.isEmpty()) {
      all.add(
          Option.text(
              NAME,
              "More settings",
              "Further parameters as name=value, separated by spaces; values with spaces in"
                  + " brackets. They are "
                  + hidden.stream().map(Option::name).collect(Collectors.joining(", "))
                  + ".",
              ""));
      all.addAll(hidden);
    }
    return List.copyOf(all);
  }

  /**
   * Takes over what is written in the field.
   *
   * @param given values of all options, the field among them
   * @return the same with the settings of the field
   * @throws UsageException when the field is no list of settings, names an option that is shown or
   *     that there is not, or one that has another value by its own name
   */
  public Options apply(final Options given) {
    if (hidden.isEmpty()) {
      return given;
    }
    Options applied = given;
    for (final Map.Entry<String, String> setting :
        settings(given.asMap().get(NAME).strip()).entrySet()) {
      final Option<?> option =
          hidden.stream()
              .filter(
                  o -> o.name().equals(setting.getKey()) || o.aliases().contains(setting.getKey()))
              .findFirst()
              .orElseThrow(() -> unknown(setting.getKey()));
      final Object already = given.get(option);
      applied = applied.with(option.name(), setting.getValue());
      if (!Objects.equals(already, option.defaultValue())
          && !Objects.equals(already, applied.get(option))) {
        throw new UsageException(
            option.name()
                + "="
                + option.text(already)
                + " is given, and "
                + setting.getKey()
                + "="
                + setting.getValue()
                + " in more=; remove one");
      }
    }
    return applied;
  }

  private static Map<String, String> settings(final String text) {
    final Map<String, String> settings = new LinkedHashMap<>();
    final Matcher matcher = SETTING.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new UsageException(
            "more=\""
                + text
                + "\" is not a list of settings at \""
                + text.substring(at)
                + "\"; write name=value, separated by spaces");
      }
      final String value =
          Stream.of(2, 3, 4).map(matcher::group).filter(Objects::nonNull).findFirst().orElse("");
      if (settings.put(matcher.group(1), value) != null) {
        throw new UsageException(
            "more=\"" + text + "\" gives " + matcher.group(1) + " twice; remove one");
      }
      at = matcher.end();
      while (at < text.length()
          && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',')) {
        at++;
      }
    }
    return settings;
  }

  private UsageException unknown(final String name) {
    return new UsageException(
        "more= has no setting \""
            + name
            + "\"; choose one of "
            + hidden.stream().map(Option::name).collect(Collectors.joining(", ")));
  }
}
