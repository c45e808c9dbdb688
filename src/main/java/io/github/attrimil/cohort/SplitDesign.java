package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How test and validation slides are chosen.
 *
 * @param scheme how parts follow from each other
 * @param inner folds within each fold of {@link Scheme#NESTED}
 * @param share of each class's patients that {@link Scheme#MONTECARLO} tests
 * @param site a column of slides.csv whose values are never on both sides of a test; empty for none
 * @param tested a list of slides that are the test part of every fold, such as an external cohort
 * @param published a folder of split files to take as they are, instead of new ones
 */
public record SplitDesign(
    Scheme scheme,
    int inner,
    double share,
    String site,
    Optional<Path> tested,
    Optional<Path> published) {

  /** Every patient is tested once. */
  public static final SplitDesign CROSS_VALIDATION =
      new SplitDesign(Scheme.KFOLD, 4, 0.2, "", Optional.empty(), Optional.empty());

  /** How the parts of one fold follow from those of another. */
  public enum Scheme {
    /** Cross-validation: each patient is tested once. */
    KFOLD,
    /** Each fold draws its test and validation patients anew, as CLAM does. */
    MONTECARLO,
    /**
     * Cross-validation within cross-validation: for each test part, every other patient is used for
     * validation once.
     */
    NESTED
  }

  /** Checks the values. */
  public SplitDesign {
    if (inner < 2 || inner > 100) {
      throw new AttriMilException("inner=" + inner + " is not between 2 and 100");
    }
    if (!(share > 0 && share < 0.9)) {
      throw new AttriMilException("testshare=" + share + " is not between 0 and 0.9");
    }
    if (tested.isPresent() && (scheme == Scheme.NESTED || !site.isEmpty())) {
      throw new AttriMilException(
          "A fixed list of test slides leaves nothing to choose by scheme=nested or by site; remove"
              + " one of them");
    }
    if (!site.isEmpty() && scheme == Scheme.MONTECARLO) {
      throw new AttriMilException(
          "Sites are kept together by scheme=kfold or scheme=nested, not by montecarlo");
    }
  }
}
