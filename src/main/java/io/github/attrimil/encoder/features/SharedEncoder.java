package io.github.attrimil.encoder.features;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.OneThread;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.image.RgbImage;
import java.util.List;
import java.util.function.Supplier;

/**
 * One encoder for slides that are worked on at once: any thread prepares patches, and one batch is
 * encoded at a time, in a thread of its own. So a batch is computed the same way however many
 * slides there are.
 */
final class SharedEncoder implements Encoder {

  private final OneThread thread = new OneThread("AttriMIL encoder");
  private final Job job;
  private final Encoder encoder;
  private volatile long busyNanos;

  /**
   * @param opening loads the encoder
   * @param job of the run, asked whether to stop
   */
  SharedEncoder(final Supplier<Encoder> opening, final Job job) {
    this.job = job;
    try {
      this.encoder = thread.call(opening);
    } catch (final RuntimeException | Error e) {
      thread.close();
      throw e;
    }
  }

  @Override
  public EncoderCard card() {
    return encoder.card();
  }

  @Override
  public int batchSize() {
    return encoder.batchSize();
  }

  @Override
  public float[] prepare(final RgbImage patch) {
    return encoder.prepare(patch);
  }

  @Override
  public float[][] encode(final List<float[]> prepared) {
    return thread.call(
        () -> {
          // Batches of other slides may have come first.
          job.checkCanceled();
          final long start = System.nanoTime();
          final float[][] rows = encoder.encode(prepared);
          busyNanos += System.nanoTime() - start;
          return rows;
        });
  }

  /**
   * @return how long it has encoded
   */
  double busySeconds() {
    return busyNanos / 1e9;
  }

  @Override
  public void close() {
    thread.closeAfter(encoder::close);
  }
}
