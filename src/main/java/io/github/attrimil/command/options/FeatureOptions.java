package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.tensor.Precision;
import java.util.List;

/** Options for how patches become features. */
public final class FeatureOptions {

  /** The encoder. */
  public static final Option<String> ENCODER =
      Option.text(
          "encoder",
          "Encoder",
          "baseline: hand-crafted stain and texture features, no download. Or a known encoder: "
              + KnownEncoder.names()
              + " (`doctor` shows input, license, and where to get the weights). Or an encoder of the"
              + " project by its name, a file of weights of a ResNet, vision transformer, ConvNeXt or"
              + " CTransPath, or a TorchScript file with its card (.json) beside it; TorchScript is"
              + " a program: use files you trust.",
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

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST = List.of(ENCODER, PRECISION);

  private FeatureOptions() {}

  /**
   * @param given values of {@link CommonOptions#MODEL_ENCODER} and {@link #PRECISION}
   * @return how patches without features become features
   */
  public static Encoding ofModel(final Options given) {
    return new Encoding(given.get(CommonOptions.MODEL_ENCODER), given.get(PRECISION));
  }
}
