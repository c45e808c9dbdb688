package io.github.attrimil.adapt;

import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.EncoderCard;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Draws two views of each patch of a batch, some batches ahead, on threads of its own. */
final class ViewReader implements AutoCloseable {

  private static final int AHEAD = 3;

  private final PatchPool pool;
  private final EncoderCard card;
  private final Augmentation augmentation;
  private final int batch;
  private final long seed;
  private final ExecutorService readers = Executors.newFixedThreadPool(Workers.readers());

  /**
   * @param pool the patches
   * @param card their size and normalization
   * @param augmentation how views are drawn
   * @param batch B, patches per batch
   * @param seed same seed, same views
   */
  ViewReader(
      final PatchPool pool,
      final EncoderCard card,
      final Augmentation augmentation,
      final int batch,
      final long seed) {
    this.pool = pool;
    this.card = card;
    this.augmentation = augmentation;
    this.batch = batch;
    this.seed = seed;
  }

  /**
   * Gives the batches of an epoch, in which each patch comes once, but for those that fill no
   * batch.
   *
   * @param epoch counted from 0
   * @param each takes 2B x 3 x P values: the first views of B patches, then their second views
   */
  void epoch(final int epoch, final Consumer<FloatBuffer> each) {
    final int steps = pool.count() / batch;
    final int[] order = order(epoch);
    final Deque<Future<FloatBuffer>> ahead = new ArrayDeque<>();
    try {
      for (int step = 0, asked = 0; step < steps; step++) {
        for (; asked < steps && ahead.size() < AHEAD; asked++) {
          final int from = asked * batch;
          ahead.add(readers.submit(() -> views(epoch, order, from)));
        }
        each.accept(Workers.result(ahead.remove()));
      }
    } finally {
      ahead.forEach(f -> f.cancel(true));
    }
  }

  private int[] order(final int epoch) {
    final Random random = new Random(Seeds.of(seed, 13, epoch));
    final int[] order = new int[pool.count()];
    for (int i = 0; i < order.length; i++) {
      final int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private FloatBuffer views(final int epoch, final int[] order, final int from) {
    final int each = 3 * card.inputSize() * card.inputSize();
    final FloatBuffer out = FloatBuffer.allocate(2 * batch * each);
    for (int view = 0; view < 2; view++) {
      for (int i = 0; i < batch && !Thread.currentThread().isInterrupted(); i++) {
        final int patch = order[from + i];
        out.put(
            augmentation.view(
                pool.get(patch), card, new Random(Seeds.of(seed, epoch, patch, view))));
      }
    }
    out.rewind();
    return out;
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
