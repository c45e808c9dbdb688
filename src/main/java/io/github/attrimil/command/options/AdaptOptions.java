package io.github.attrimil.command.options;

import io.github.attrimil.adapt.AdaptRequest;
import io.github.attrimil.adapt.Method;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.tensor.Precision;
import java.util.List;

/** Options for how an encoder is adapted. */
public final class AdaptOptions {

  /** The method. */
  public static final Option<Method> METHOD =
      Option.choice(
          "method",
          "Method",
          "staged: freezes the weights and trains an adapter after each stage from slide labels."
              + " simclr: trains all weights on patches without labels.",
          Method.STAGED);

  /** What to start from. */
  public static final Option<String> ENCODER =
      Option.text(
          "encoder",
          "Start from",
          "Encoder to start from: resnet18 or resnet50, a file of ResNet weights, an encoder of the"
              + " project by its name, or random-resnet18 or random-resnet50 for random weights.",
          "resnet18");

  /** The new encoder's name. */
  public static final Option<String> NAME =
      Option.text("name", "Name", "Name of the new encoder, a folder under encoders.", "adapted");

  /** The fold whose other slides are learned from. */
  public static final Option<Integer> FOLD =
      Option.integer(
          "fold",
          "Fold",
          "Fold whose validation and test slides are held out from training, if the project has"
              + " splits.",
          0,
          0,
          99);

  /** The input's size. */
  public static final Option<Integer> SIZE =
      Option.integer(
              "size",
              "Input size (px, empty: by encoder)",
              "Width and height to which patches are reduced. Empty: the input size of the starting"
                  + " encoder, or 96 for random weights. A smaller size is faster and loses"
                  + " detail.",
              96,
              1,
              4096)
          .orNone(0);

  /** Maximum patches per slide. */
  public static final Option<Integer> PATCHES =
      Option.integer(
              "patches",
              "Patches per slide (empty: by method)",
              "Maximum patches per slide, drawn at random. Empty: 256 for staged, 1000 for simclr.",
              256,
              1,
              1_000_000)
          .orNone(0);

  /** Epochs. */
  public static final Option<Integer> EPOCHS =
      Option.integer(
              "epochs",
              "Epochs (empty: by method)",
              "Epochs of each stage, or of simclr.",
              1,
              1,
              100_000)
          .orNone(0);

  /** The batch. */
  public static final Option<Integer> BATCH =
      Option.integer(
              "batch",
              "Batch size (empty: by device)",
              "Batch size of simclr: the number of patches that are contrasted in a step.",
              256,
              1,
              8192)
          .orNone(0);

  /** The learning rate. */
  public static final Option<Double> RATE =
      Option.number("rate", "Learning rate (empty: by method)", "Learning rate.", 1e-3, 1e-12, 10)
          .orNone(0);

  /** The activations' precision. */
  public static final Option<Precision> PRECISION =
      Option.choice(
          "precision",
          "Precision",
          "Activation precision of simclr. auto: float16 on a GPU, else float32.",
          Precision.AUTO,
          List.of(Precision.AUTO, Precision.FLOAT32, Precision.FLOAT16));

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      List.of(METHOD, ENCODER, NAME, FOLD, SIZE, PATCHES, EPOCHS, BATCH, RATE, PRECISION);

  private AdaptOptions() {}

  /**
   * @param given values of {@link #LIST}, the device, seed and redo
   * @return what to train
   */
  public static AdaptRequest request(final Options given) {
    return new AdaptRequest(
        given.get(NAME),
        given.get(ENCODER),
        given.get(METHOD),
        given.get(FOLD),
        new AdaptRequest.Hyperparameters(
            given.given(SIZE).orElse(0),
            given.given(PATCHES).orElse(0),
            given.given(EPOCHS).orElse(0),
            given.given(BATCH).orElse(0),
            given.given(RATE).orElse(0.0),
            given.get(PRECISION)),
        new AdaptRequest.Run(
            given.get(CommonOptions.DEVICE),
            given.get(CommonOptions.SEED),
            given.get(CommonOptions.REDO)));
  }
}
