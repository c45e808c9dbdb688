package io.github.attrimil.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.attrimil.format.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** What encoders share that are a network on a device: their batches and the way in and out. */
public abstract class NetworkEncoder implements Encoder {

  /** The order of a prepared patch's values. */
  protected enum Layout {
    /** All red values, then green, then blue. */
    CHANNELS_FIRST,
    /** Red, green and blue of each pixel. */
    CHANNELS_LAST
  }

  private static final int BATCH_CPU = 32;

  private final EncoderCard card;
  private final Layout layout;
  private final int batch;

  /**
   * @param card its input and source
   * @param device where it computes
   * @param layout of prepared patches
   * @param batchOnGpu patches per batch on a GPU
   */
  protected NetworkEncoder(
      final EncoderCard card, final Device device, final Layout layout, final int batchOnGpu) {
    this.card = card;
    this.layout = layout;
    this.batch = device.isGpu() ? batchOnGpu : BATCH_CPU;
  }

  @Override
  public final EncoderCard card() {
    return card;
  }

  @Override
  public final int batchSize() {
    return batch;
  }

  @Override
  public final float[] prepare(final RgbImage patch) {
    return layout == Layout.CHANNELS_LAST ? card.normalizedPixels(patch) : card.normalized(patch);
  }

  /**
   * @param prepared prepared patches
   * @return their values, patch by patch
   */
  protected final FloatBuffer joined(final List<float[]> prepared) {
    final FloatBuffer buffer =
        FloatBuffer.allocate(prepared.size() * 3 * card.inputSize() * card.inputSize());
    prepared.forEach(buffer::put);
    return buffer.rewind();
  }

  /**
   * @param features B x D, or B x D x 1 x 1
   * @param b B
   * @return B rows of D values
   */
  protected static float[][] rows(final NDArray features, final int b) {
    final float[] flat = features.toFloatArray();
    final int d = flat.length / b;
    final float[][] rows = new float[b][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
    return rows;
  }
}
