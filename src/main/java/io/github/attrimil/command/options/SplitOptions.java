package io.github.attrimil.command.options;

import io.github.attrimil.cohort.SplitDesign;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import java.nio.file.Path;
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

  /** How test and validation slides are chosen. */
  public static final Option<SplitDesign.Scheme> SCHEME =
      Option.choice(
          "scheme",
          "Scheme",
          "kfold: each patient is tested once. montecarlo: each fold draws its own test patients,"
              + " as CLAM does. nested: for each test part, every other patient is used for"
              + " validation once.",
          SplitDesign.CROSS_VALIDATION.scheme());

  /** Inner folds. */
  public static final Option<Integer> INNER =
      Option.integer(
          "inner",
          "Inner folds",
          "Number of folds within each fold, for scheme=nested.",
          SplitDesign.CROSS_VALIDATION.inner(),
          2,
          100);

  /** The share of test patients. */
  public static final Option<Double> SHARE =
      Option.number(
              "testshare",
              "Test share",
              "Share of patients of each class that a fold tests, for scheme=montecarlo.",
              SplitDesign.CROSS_VALIDATION.share(),
              0.01,
              0.89)
          .step(0.01);

  /** The column of sites. */
  public static final Option<String> SITE =
      Option.text(
          "sitecolumn",
          "Site column (empty: none)",
          "Column of slides.csv, such as the hospital or scanner, whose values are never in"
              + " training and test of one fold. Empty: none.",
          "");

  /** A fixed list of test slides. */
  public static final Option<Path> TESTED =
      Option.path(
          "testlist",
          "List of test slides",
          "Table (.csv) with a column slide_id, or one id per line: these slides are the test part"
              + " of every fold, such as an external cohort.",
          Values.Files.TABLE);

  /** Published splits. */
  public static final Option<Path> PUBLISHED =
      Option.path(
          "published",
          "Published splits",
          "Folder of split files of AttriMIL or CLAM, splits_0.csv and so on, which are copied"
              + " unchanged.",
          Values.Files.FOLDER);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      List.of(FOLDS, VALIDATION, SCHEME, INNER, SHARE, SITE, TESTED, PUBLISHED);

  private SplitOptions() {}

  /**
   * @param folds K
   * @return cross-validation with the other options at their defaults
   */
  public static Splitter usual(final int folds) {
    return new Splitter(folds, VALIDATION.defaultValue(), CommonOptions.SEED.defaultValue());
  }

  /**
   * @param given values of {@link #LIST} and the seed
   * @return how slides are split
   */
  public static Splitter splitter(final Options given) {
    return new Splitter(
        given.get(FOLDS),
        given.get(VALIDATION),
        given.get(CommonOptions.SEED),
        new SplitDesign(
            given.get(SCHEME),
            given.get(INNER),
            given.get(SHARE),
            given.get(SITE),
            given.given(TESTED),
            given.given(PUBLISHED)));
  }
}
