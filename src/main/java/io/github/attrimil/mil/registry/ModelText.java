package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model as it is chosen, in one text: {@code [KIND:]MODEL[?classes=NAME,NAME]}, where MODEL is a
 * name under models/, a folder or a file, KIND is needed for a file that several kinds would fit,
 * and classes name those of a model that does not name them.
 *
 * @param kind the name of a kind; empty for any
 * @param model a name or a path
 * @param classes class names in order; empty for those of the model
 */
record ModelText(String kind, String model, List<String> classes) {

  /** Two letters at least, so that C: stays a drive. */
  private static final Pattern KIND = Pattern.compile("([a-z][a-z0-9]+):(.+)");

  private static final String CLASSES = "?classes=";

  /** Checks the classes. */
  ModelText {
    classes = List.copyOf(classes);
    if (classes.stream().distinct().count() < classes.size()) {
      throw new AttriMilException("classes=" + classes + " names a class twice; remove one");
    }
  }

  static ModelText parse(final String text) {
    final int at = text.lastIndexOf(CLASSES);
    final String model = at < 0 ? text : text.substring(0, at);
    final List<String> classes =
        at < 0
            ? List.of()
            : Arrays.stream(text.substring(at + CLASSES.length()).split(","))
                .map(String::strip)
                .filter(c -> !c.isEmpty())
                .toList();
    final Matcher named = KIND.matcher(model);
    return named.matches()
        ? new ModelText(ModelKinds.named(named.group(1)).name(), named.group(2), classes)
        : new ModelText("", model, classes);
  }

  static String withKind(final String text, final String kind) {
    return kind + ":" + text;
  }

  static String withClasses(final String text, final List<String> classes) {
    return text + CLASSES + String.join(",", classes);
  }
}
