package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.train.Folds;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.TrainStage;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Options for what is trained, and how. */
public final class TrainOptions {

  /** The kind of model. */
  public static final Option<String> KIND =
      Option.oneOf(
          "kind",
          "Kind of model",
          "Kind of model. "
              + ModelKinds.all().stream()
                  .map(k -> k.name() + ": " + k.title())
                  .collect(Collectors.joining("; "))
              + ".",
          ModelKinds.all().stream().map(ModelKind::name).toList());

  /** The model's name. */
  public static final Option<String> MODEL =
      Option.text(
          "model",
          "Model (empty: kind)",
          "Name of the model, a folder under models. Empty: the name of its kind.",
          "");

  /** The classes in order. */
  public static final Option<String> CLASSES =
      Option.text(
          "classes",
          "Classes (empty: from labels)",
          "Class names in order, separated by commas, the one without disease first. Empty:"
              + " numeric labels in order, other labels by name.",
          "");

  /** The recipe. */
  public static final Option<String> PRESET =
      Option.oneOf(
          "preset",
          "Preset",
          "Hyperparameters for empty fields: default, recommended; others, as published by the"
              + " authors of a kind.",
          ModelKinds.all().stream().flatMap(k -> k.presets().stream()).distinct().toList());

  /** One fold. */
  public static final Option<Integer> FOLD =
      Option.integer(
              "fold",
              "Fold (empty: all)",
              "Number of the only fold to train, from 0. Empty: all.",
              0,
              0,
              9_999)
          .orNone();

  /** Folds at the same time. */
  public static final Option<Folds.AtOnce> FOLDS_AT_ONCE =
      Option.parsed(
          "foldsatonce",
          "Folds at once",
          "Number of folds that are trained at the same time; auto: as many as processor and memory"
              + " allow. The models are the same.",
          Folds.AtOnce.AUTO,
          Folds.AtOnce::new);

  /** Periodic checkpoints. */
  public static final Option<Integer> SAVE_EVERY =
      Option.integer(
          "saveevery",
          "Save every (epochs)",
          "Number of epochs between checkpoints that are kept in addition to the best; 0 for none.",
          0,
          0,
          100_000);

  /** Every hyperparameter. */
  public static final Hyperparameters HYPERPARAMETERS = new Hyperparameters(ModelKinds.all());

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      CommonOptions.list(
          KIND,
          MODEL,
          CLASSES,
          PRESET,
          CommonOptions.LEAKS,
          FOLDS_AT_ONCE,
          SAVE_EVERY,
          HYPERPARAMETERS.list());

  /** Those that every kind has. */
  static final List<Option<?>> OF_ALL_KINDS =
      LIST.stream().filter(o -> !HYPERPARAMETERS.isOfSomeKinds(o)).toList();

  private TrainOptions() {}

  /**
   * @param given values of {@link #LIST}, the device, seed and redo
   * @return what to train
   */
  public static TrainStage.Request request(final Options given) {
    final ModelKind kind = ModelKinds.named(given.get(KIND));
    final String model = given.get(MODEL);
    return new TrainStage.Request(
        model.isEmpty() ? kind.name() : model,
        HYPERPARAMETERS.recipe(Recipe.of(kind, given.get(PRESET)), given),
        CommonOptions.names(given.get(CLASSES)),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.SEED),
        given.get(CommonOptions.REDO),
        given.get(CommonOptions.LEAKS),
        new Folds(
            given.find(FOLD.name()).isEmpty()
                ? OptionalInt.empty()
                : given.given(FOLD).map(OptionalInt::of).orElse(OptionalInt.empty()),
            given.get(FOLDS_AT_ONCE),
            given.get(SAVE_EVERY)));
  }
}
