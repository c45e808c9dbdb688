package io.github.attrimil.encoder.stain;

import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.image.RgbImage;
import java.util.List;

/** An encoder that is given patches with normalized stains. */
public final class StainedEncoder implements Encoder {

  private final Encoder encoder;
  private final StainNormalization stain;

  /**
   * @param encoder closed with this one
   * @param stain how patches are normalized
   */
  public StainedEncoder(final Encoder encoder, final StainNormalization stain) {
    this.encoder = encoder;
    this.stain = stain;
  }

  @Override
  public EncoderCard card() {
    return encoder.card().after(OptionText.write(stain));
  }

  @Override
  public int batchSize() {
    return encoder.batchSize();
  }

  @Override
  public float[] prepare(final RgbImage patch) {
    return encoder.prepare(stain.apply(patch));
  }

  @Override
  public float[][] encode(final List<float[]> prepared) {
    return encoder.encode(prepared);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
