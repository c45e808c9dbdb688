package io.github.attrimil.command.options;

import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.List;

/** Options for how a cohort is split into folds. */
public final class SplitOptions {

  /** How many folds. */
  public static final Option<Integer> FOLDS =
      Option.integer(
          "folds",
          "Folds",
          "Number of folds; each patient is held out once. 1 holds out a fifth.",
          5,
          1,
          100);

  /** The share of validation patients. */
  public static final Option<Double> VALIDATION =
      Option.number(
              "validation",
              "Validation share",
              "Share of the other patients for validation, which selects the checkpoint; with 0 the"
                  + " last epoch is kept.",
              0.25,
              0,
              0.89)
          .step(0.01);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST = List.of(FOLDS, VALIDATION);

  private SplitOptions() {}

  /**
   * @param given values of {@link #LIST} and the seed
   * @return how slides are split
   */
  public static Splitter splitter(final Options given) {
    return new Splitter(given.get(FOLDS), given.get(VALIDATION), given.get(CommonOptions.SEED));
  }
}
