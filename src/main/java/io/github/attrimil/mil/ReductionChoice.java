package io.github.attrimil.mil;

import io.github.attrimil.core.AttriMilException;
import java.util.Optional;

/**
 * Whether features are reduced before a network sees them, and to how many.
 *
 * @param text auto, none, standard, squares or a number of features
 */
public record ReductionChoice(String text) {

  /** A number by D and the number of training slides; learning.md shows how it was chosen. */
  public static final ReductionChoice AUTO = new ReductionChoice("auto");

  /** The network sees the features of patches. */
  public static final ReductionChoice NONE = new ReductionChoice("none");

  /** The network sees each feature with mean 0 and variance 1 over the training patches. */
  public static final ReductionChoice STANDARD = new ReductionChoice("standard");

  /** {@link #STANDARD}, and the squares of these features. */
  public static final ReductionChoice SQUARES = new ReductionChoice("squares");

  private static final int MANY_SLIDES = 100;
  private static final int WIDE = 256;
  private static final int MANY_SLIDES_IF_WIDE = 200;
  private static final int FEW_FEATURES = 32;
  private static final int SHARE = 4;
  private static final int MOST = 64;

  /** Checks the text. */
  public ReductionChoice {
    if (!text.matches("auto|none|standard|squares|[1-9][0-9]{0,4}")) {
      throw new AttriMilException(
          "reduction="
              + text
              + " is not auto, none, standard, squares or a whole number from 1 to 99999");
    }
  }

  /**
   * The number of features of a fold's network. {@link #AUTO} takes a quarter of the features, at
   * most 64, where the fold has fewer than 100 training slides, or fewer than 200 and 256 features
   * or more; fewer than 32 features are left as they are. {@link #STANDARD} leaves their number as
   * it is, and {@link #SQUARES} doubles it.
   *
   * @param features D
   * @param slides training slides of the fold
   * @return d, the features that the network sees instead; nothing where it sees them as they are
   */
  public Optional<Integer> width(final int features, final int slides) {
    if (equals(AUTO)) {
      return slides < (features < WIDE ? MANY_SLIDES : MANY_SLIDES_IF_WIDE)
              && features >= FEW_FEATURES
          ? Optional.of(Math.min(MOST, features / SHARE))
          : Optional.empty();
    }
    if (equals(NONE)) {
      return Optional.empty();
    }
    if (equals(STANDARD)) {
      return Optional.of(features);
    }
    return Optional.of(
        equals(SQUARES)
            ? Math.multiplyExact(2, features)
            : Math.min(features, Integer.parseInt(text)));
  }

  @Override
  public String toString() {
    return text;
  }
}
