package io.github.attrimil.encoder.features;

import io.github.attrimil.encoder.stain.StainNormalization;
import io.github.attrimil.tensor.Precision;

/**
 * How patches become features.
 *
 * @param encoder as for {@link Encoders#find}; where a model tells it, it may be empty
 * @param precision of a built-in network's activations, not AUTO
 * @param stain how the stains of patches are normalized
 */
public record Encoding(String encoder, Precision precision, StainNormalization stain) {

  /**
   * In float32, with stains as they are.
   *
   * @param encoder as for {@link Encoders#find}
   * @return the usual way
   */
  public static Encoding of(final String encoder) {
    return new Encoding(encoder, Precision.FLOAT32, StainNormalization.NONE);
  }

  /**
   * @param other an encoder's name or file
   * @return the same with another encoder
   */
  public Encoding with(final String other) {
    return new Encoding(other, precision, stain);
  }
}
