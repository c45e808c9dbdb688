package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.evaluate.stage.EvaluateStage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Options for the slides that a model is evaluated on. */
public final class EvaluateOptions {

  /** The fold of a file. */
  public static final Option<Integer> FOLD =
      Option.integer(
              "fold",
              "Fold (empty: all)",
              "Fold whose test slides are used. For a checkpoint file from elsewhere, a fold that"
                  + " it did not learn from; empty: all labeled slides, which is not a test. For a"
                  + " model of several folds, the only one that is evaluated.",
              0,
              0,
              999)
          .orNone(-1);

  /** Another cohort. */
  public static final Option<Path> EXTERNAL =
      Option.path(
          "external",
          "External cohort",
          "Project folder of another cohort, with slides.csv and features, to evaluate the model"
              + " on. Its thresholds and temperature are those of the model's validation slides.",
          Values.Files.FOLDER);

  /** Columns for subgroups. */
  public static final Option<String> SUBGROUPS =
      Option.text(
          "subgroups",
          "Subgroups by columns",
          "Columns of slides.csv, separated by commas, such as scanner,sex: metrics are also"
              + " computed for each of their values.",
          "");

  /** A model to compare with. */
  public static final Option<String> AGAINST =
      Option.text(
          "against",
          "Test against model",
          "Another model, evaluated on the same slides, to test the difference of AUCs (DeLong)."
              + " Empty: none.",
          "");

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST = List.of(FOLD, EXTERNAL, SUBGROUPS, AGAINST);

  private EvaluateOptions() {}

  /**
   * @param given values of {@link #LIST}, {@link ModelOptions#LIST}, leaks, device and redo
   * @return what to evaluate
   */
  public static EvaluateStage.Request request(final Options given) {
    return new EvaluateStage.Request(
        ModelOptions.model(given),
        given.given(FOLD).map(OptionalInt::of).orElse(OptionalInt.empty()),
        given.given(EXTERNAL),
        CommonOptions.names(given.get(SUBGROUPS)),
        given.get(CommonOptions.LEAKS),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.REDO));
  }
}
