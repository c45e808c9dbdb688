package io.github.attrimil.mil.mamba;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.Widths;
import io.github.attrimil.mil.layers.Nonlinearity;

/**
 * What a MambaMIL network has a choice of. The reference has two layers of width 512, which
 * memorize 50 slides.
 */
final class MambaOptions {

  /** W. */
  static final Option<Integer> WIDTH = Widths.width(64);

  /** Mixers. */
  static final Option<Integer> LAYERS =
      Option.integer("layers", "Layers", "Number of layers.", 1, 1, 100);

  /** After the first layer. */
  static final Option<Nonlinearity> ACTIVATION = Nonlinearity.first(Nonlinearity.GELU);

  /** The rate of MambaMIL's sequence reordering. */
  static final Option<Integer> REORDERING =
      Option.integer(
          "reordering",
          "Reordering rate",
          "Rate of the sequence reordering: the distance of consecutive patches in the"
              + " original order.",
          10,
          1,
          1_000_000);

  private MambaOptions() {}
}
