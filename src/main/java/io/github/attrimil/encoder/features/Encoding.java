package io.github.attrimil.encoder.features;

import io.github.attrimil.tensor.Precision;

/**
 * How patches become features.
 *
 * @param encoder as for {@link Encoders#find}; where a model tells it, it may be empty
 * @param precision of a built-in network's activations, not AUTO
 */
public record Encoding(String encoder, Precision precision) {

  /**
   * @param other an encoder's name or file
   * @return the same precision with another encoder
   */
  public Encoding with(final String other) {
    return new Encoding(other, precision);
  }
}
