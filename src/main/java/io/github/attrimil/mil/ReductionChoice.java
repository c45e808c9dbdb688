package io.github.attrimil.mil;

import io.github.attrimil.core.AttriMilException;
import java.util.Optional;

/**
 * Whether features are reduced before a network sees them, and to how many.
 *
 * @param text auto, none or a number of features
 */
public record ReductionChoice(String text) {

  /** As learning.md has found it best. */
  public static final ReductionChoice AUTO = new ReductionChoice("auto");

  /** The network sees the features of patches. */
  public static final ReductionChoice NONE = new ReductionChoice("none");

  /** Checks the text. */
  public ReductionChoice {
    if (!text.matches("auto|none|[1-9][0-9]{0,4}")) {
      throw new AttriMilException(
          "reduction=" + text + " is not auto, none or a whole number from 1 to 99999");
    }
  }

  /**
   * @param features D
   * @return d, the features that a network sees instead; nothing where they are not reduced
   */
  public Optional<Integer> width(final int features) {
    if (equals(NONE) || equals(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(Math.min(features, Integer.parseInt(text)));
  }

  @Override
  public String toString() {
    return text;
  }
}
