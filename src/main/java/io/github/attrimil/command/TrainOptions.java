package io.github.attrimil.command;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.train.Preset;
import io.github.attrimil.train.TrainStage;
import java.util.List;

/** Options for what is trained, and how. */
final class TrainOptions {

  /** The model's name. */
  static final Option<String> MODEL =
      Option.text("model", "Model", "Name of the model, a folder under models.", "attrimil");

  /** The classes in order. */
  static final Option<String> CLASSES =
      Option.text(
          "classes",
          "Classes (empty: from labels)",
          "Class names in order, separated by commas, the one without disease first. Empty: labels"
              + " that are numbers in their order, others by name.",
          "");

  /** The recipe. */
  static final Option<String> PRESET =
      Option.oneOf(
          "preset",
          "Preset",
          "Recipe of all hyperparameters: default learns well; official repeats the authors' code,"
              + " paper its publication.",
          List.of("default", "official", "paper"));

  /** Epochs at most. */
  static final Option<Integer> EPOCHS =
      Option.integer("epochs", "Epochs (empty: preset)", "Maximum epochs.", 60, 1, 100_000)
          .orNone(0);

  /** The learning rate. */
  static final Option<Double> RATE =
      Option.number("rate", "Learning rate (empty: preset)", "Learning rate.", 2e-3, 1e-12, 10)
          .orNone(0);

  /** Other hyperparameters. */
  static final Option<String> NUMBERS =
      Option.text("numbers", "Other hyperparameters", "NAME=VALUE, separated by spaces.", "");

  /** All of them, in the order of dialogs. */
  static final List<Option<?>> LIST = List.of(MODEL, CLASSES, PRESET, EPOCHS, RATE, NUMBERS);

  private TrainOptions() {}

  /**
   * @param given values of {@link #LIST}, the device, seed and redo
   * @return what to train
   */
  static TrainStage.Request request(final Options given) {
    return new TrainStage.Request(
        given.get(MODEL),
        CommonOptions.names(given.get(CLASSES)),
        Preset.of(given.get(PRESET))
            .with(given.get(NUMBERS))
            .with(given.given(EPOCHS).orElse(0), given.given(RATE).orElse(0.0)),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.SEED),
        given.get(CommonOptions.REDO));
  }
}
