package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.Progress;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.resnet.ResNet;
import io.github.attrimil.tensor.Compute;
import java.nio.FloatBuffer;

/** Computes what a frozen stage gives for every patch, once, into a {@link StageCache}. */
final class StageInputs {

  /** Of a larger output of a stage, every second, third, ... row and column is learned from. */
  private static final int MOST_POSITIONS = 256;

  private static final int BATCH_CPU = 16;
  private static final int BATCH_GPU = 256;

  private final ResNet network;
  private final PatchPool pool;
  private final Session session;

  /**
   * @param network with the adapters of the stages before
   * @param pool the patches
   * @param session where the cache is kept, and the device
   */
  StageInputs(final ResNet network, final PatchPool pool, final Session session) {
    this.network = network;
    this.pool = pool;
    this.session = session;
  }

  /**
   * @param stage counted from 1
   * @return its output for every patch before its adapter, which the caller must close
   */
  StageCache of(final int stage) {
    final int batch = session.device().isGpu() ? BATCH_GPU : BATCH_CPU;
    final int n = pool.count();
    final Progress progress =
        session.job().progress("adapt stage " + stage + " inputs", "patches", n);
    StageCache cache = null;
    // On all threads again, after the small bags of the stage before.
    Compute.engine();
    try {
      for (int from = 0; from < n; from += batch) {
        final int count = Math.min(batch, n - from);
        try (NDManager scope = network.manager().newSubManager()) {
          final NDArray out = thinned(output(stage, from, count, scope));
          if (cache == null) {
            cache = new StageCache(session.snapshot().file("stage.bin"), out.getShape().slice(1));
          }
          cache.add(out);
        }
        progress.add(count);
      }
      return cache;
    } catch (final RuntimeException e) {
      if (cache != null) {
        cache.close();
      }
      throw e;
    }
  }

  private NDArray output(final int stage, final int from, final int count, final NDManager scope) {
    final EncoderCard card = session.start().card();
    final int size = card.inputSize();
    final FloatBuffer buffer = FloatBuffer.allocate(count * 3 * size * size);
    for (int i = from; i < from + count; i++) {
      buffer.put(card.normalized(pool.get(i)));
    }
    buffer.rewind();
    NDArray out = network.stem(scope.create(buffer, new Shape(count, 3, size, size)));
    for (int k = 1; k < stage; k++) {
      out = network.stage(k, out);
    }
    return network.plainStage(stage, out);
  }

  private static NDArray thinned(final NDArray x) {
    final long length = x.getShape().get(2);
    int every = 1;
    while (((length + every - 1) / every) * ((length + every - 1) / every) > MOST_POSITIONS) {
      every++;
    }
    return every == 1 ? x : x.get(new NDIndex(":,:,::" + every + ",::" + every));
  }
}
