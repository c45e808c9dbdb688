package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.stain.StainNormalization;
import io.github.attrimil.tensor.Precision;
import java.util.List;

/** Options for how patches become features. */
public final class FeatureOptions {

  /** The encoder. */
  public static final Option<String> ENCODER =
      Option.text(
          "encoder",
          "Encoder",
          "baseline: hand-crafted stain and texture features, no download. Or a known encoder, such"
              + " as resnet50, uni or virchow2 (`doctor` lists all, with input, license, and where"
              + " to get the weights). Or an encoder of the project, a file of weights of a ResNet,"
              + " vision transformer, ConvNeXt or CTransPath, or a TorchScript file with its card"
              + " (.json) in the same folder; TorchScript is a program: use files you trust.",
          "baseline");

  /** The activations' precision. */
  public static final Option<Precision> PRECISION =
      Option.choice(
          "precision",
          "Precision",
          "Activation precision of a built-in network. bfloat16 and float16, meant for"
              + " a GPU, halve memory and change features in about the third digit.",
          Precision.FLOAT32,
          List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16));

  /** What is done to the stains of patches. */
  public static final Option<StainNormalization> STAIN =
      Option.choice(
          "stain",
          "Stain normalization",
          "Normalizes the stains of each patch to a fixed reference, before the encoder. Foundation"
              + " encoders were trained on many stains: for them the benefit is doubtful, and"
              + " features with and without it cannot be mixed.",
          StainNormalization.NONE);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST = List.of(ENCODER, PRECISION, STAIN);

  /** Those of commands that take the encoder from a model. */
  public static final List<Option<?>> OF_MODEL =
      List.of(CommonOptions.MODEL_ENCODER, PRECISION, STAIN);

  private FeatureOptions() {}

  /**
   * @param given values of {@link #LIST}
   * @return how patches become features
   */
  public static Encoding of(final Options given) {
    return new Encoding(given.get(ENCODER), given.get(PRECISION), given.get(STAIN));
  }

  /**
   * @param given values of {@link #OF_MODEL}
   * @return how patches without features become features
   */
  public static Encoding ofModel(final Options given) {
    return new Encoding(
        given.get(CommonOptions.MODEL_ENCODER), given.get(PRECISION), given.get(STAIN));
  }
}
