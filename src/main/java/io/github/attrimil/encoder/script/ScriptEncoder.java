package io.github.attrimil.encoder.script;

import ai.djl.Device;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.NetworkEncoder;
import java.util.List;

/** An encoder that is a {@link ScriptNetwork}. */
public final class ScriptEncoder extends NetworkEncoder {

  private static final int BATCH_GPU = 256;

  /** Patches the GPU is given at a time. */
  private static final int PART = 64;

  private final ScriptNetwork network;
  private final ImageParts parts;

  private ScriptEncoder(final ScriptNetwork network, final EncoderCard card, final Layout layout) {
    super(card, network.manager().getDevice(), layout, BATCH_GPU);
    this.network = network;
    final int size = card.inputSize();
    final Device device = network.manager().getDevice();
    this.parts =
        layout == Layout.CHANNELS_FIRST
            ? new ImageParts(device, 3, size, size)
            : new ImageParts(device, size, size, 3);
  }

  /**
   * @param network takes B x 3 x S x S, and is closed with the encoder
   * @param card its input and source
   * @return the encoder
   */
  public static ScriptEncoder ofChannels(final ScriptNetwork network, final EncoderCard card) {
    return new ScriptEncoder(network, card, Layout.CHANNELS_FIRST);
  }

  /**
   * @param network takes B x S x S x 3, and is closed with the encoder
   * @param card its input and source
   * @return the encoder
   */
  public static ScriptEncoder ofPixels(final ScriptNetwork network, final EncoderCard card) {
    return new ScriptEncoder(network, card, Layout.CHANNELS_LAST);
  }

  @Override
  protected float[][] compute(final List<float[]> prepared, final int atOnce) {
    return parts.features(prepared, Math.min(PART, atOnce), network);
  }

  @Override
  public void close() {
    parts.close();
    network.close();
  }
}
