package io.github.attrimil.encoder;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tensor.Compute;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

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
  private final Device device;
  private int most;
  private boolean halved;
  private Consumer<String> warnings = text -> {};

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
    this.device = device;
    this.most = device.isGpu() ? batchOnGpu : BATCH_CPU;
  }

  @Override
  public final EncoderCard card() {
    return card;
  }

  @Override
  public final int batchSize() {
    return most;
  }

  /**
   * @param to takes what users should know
   */
  public final void warnings(final Consumer<String> to) {
    warnings = to;
  }

  /**
   * Computes features. Where the device's memory does not suffice, half as many patches at a time
   * are tried from then on.
   */
  @Override
  public final float[][] encode(final List<float[]> prepared) {
    final float[][] rows = new float[prepared.size()][];
    for (int done = 0; done < rows.length; ) {
      final int count = Math.min(most, rows.length - done);
      final float[][] some = computed(prepared.subList(done, done + count));
      if (some != null) {
        System.arraycopy(some, 0, rows, done, count);
        done += count;
      }
    }
    return rows;
  }

  /** Nothing when memory was exhausted and fewer patches are to be tried. */
  private float[][] computed(final List<float[]> some) {
    try {
      return compute(some, most);
    } catch (final EngineException | AttriMilException e) {
      if (!Compute.isOutOfMemory(e)) {
        throw e;
      }
      if (most == 1 || some.size() == 1) {
        throw new AttriMilException(
            "The device's memory does not suffice for one patch with the encoder \""
                + card.name()
                + "\" ("
                + AttriMilException.oneLine(e)
                + "); close other programs, or use precision=bfloat16 or device=cpu",
            e);
      }
    }
    Compute.freeCache(device);
    most = Math.min(most, some.size()) / 2;
    if (!halved) {
      halved = true;
      warnings.accept(
          "The device's memory does not suffice for "
              + some.size()
              + " patches at a time with the encoder \""
              + card.name()
              + "\"; fewer are computed at a time, which is slower");
    }
    return null;
  }

  /**
   * Computes features.
   *
   * @param some prepared patches, at least one
   * @param atOnce how many are to be computed at a time at most; not fewer than these
   * @return a row of D values for each
   */
  protected abstract float[][] compute(List<float[]> some, int atOnce);

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
