package io.github.attrimil.encoder;

import io.github.attrimil.format.image.RgbImage;
import java.util.List;

/**
 * Turns patches into features. {@link #prepare} may be called from many threads, {@link #encode}
 * from one: so reading and preparing overlap with the network.
 */
public interface Encoder extends AutoCloseable {

  /**
   * @return its name, source and input requirements
   */
  EncoderCard card();

  /**
   * @return how many patches {@link #encode} is best given at once
   */
  int batchSize();

  /**
   * Prepares one patch.
   *
   * @param patch inputSize x inputSize pixels
   * @return what {@link #encode} takes
   */
  float[] prepare(RgbImage patch);

  /**
   * Encodes prepared patches.
   *
   * @param prepared B prepared patches
   * @return B x D features
   */
  float[][] encode(List<float[]> prepared);

  @Override
  void close();
}
