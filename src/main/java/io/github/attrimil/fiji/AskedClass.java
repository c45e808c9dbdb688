package io.github.attrimil.fiji;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which class a map opens on where nobody says. */
final class AskedClass {

  private static final Set<String> NEGATIVE =
      Set.of("normal", "negative", "benign", "healthy", "control", "none", "no", "absent", "0");

  private AskedClass() {}

  /**
   * A map of the negative class of two shows in red what is normal, and is read as tumor.
   *
   * @param classNames the C class names
   * @param predicted the class predicted
   * @return the class predicted, but of two classes never the negative one
   */
  static int of(final List<String> classNames, final int predicted) {
    if (classNames.size() != 2) {
      return predicted;
    }
    final boolean first = isNegative(classNames.get(0));
    return first == isNegative(classNames.get(1)) ? predicted : first ? 1 : 0;
  }

  private static boolean isNegative(final String name) {
    final String word = name.toLowerCase(Locale.ROOT).strip();
    return NEGATIVE.contains(word) || word.startsWith("non-") || word.startsWith("no ");
  }
}
