package io.github.attrimil.slide;

import io.github.attrimil.core.Workers;
import io.github.attrimil.format.image.RgbImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reads rectangles of a level by several threads, ahead of their consumer, and hands them on in
 * order: what comes of it does not depend on the threads. At most one rectangle a thread and one
 * more are in memory.
 */
public final class ReadAhead {

  private static final int MOST_THREADS = 4;

  /**
   * A rectangle.
   *
   * @param x left edge in pixels of its level
   * @param y top edge
   * @param width in pixels
   * @param height in pixels
   */
  public record Block(int x, int y, int width, int height) {}

  private ReadAhead() {}

  /**
   * Reads rectangles.
   *
   * @param <T> what is made of each
   * @param reader the caller's reader; more are opened as it can be, and closed
   * @param level the level
   * @param blocks the rectangles
   * @param prepare makes of the pixels what is needed, in any thread
   * @param sink takes that, in the order of the rectangles, in the calling thread
   */
  public static <T> void run(
      final SlideReader reader,
      final int level,
      final Iterator<Block> blocks,
      final Function<RgbImage, T> prepare,
      final BiConsumer<Block, T> sink) {
    final BlockingQueue<SlideReader> idle = new LinkedBlockingQueue<>(List.of(reader));
    final List<SlideReader> others = new ArrayList<>();
    final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    for (int i = 1; i < threads; i++) {
      final Optional<SlideReader> other = reader.another();
      other.ifPresent(others::add);
    }
    idle.addAll(others);
    final ExecutorService pool = Executors.newFixedThreadPool(idle.size());
    final Deque<Block> order = new ArrayDeque<>();
    final Deque<Future<T>> ahead = new ArrayDeque<>();
    final int most = idle.size() + 1;
    try {
      while (blocks.hasNext() || !ahead.isEmpty()) {
        while (blocks.hasNext() && ahead.size() < most) {
          final Block b = blocks.next();
          order.add(b);
          ahead.add(pool.submit(() -> prepare.apply(read(idle, level, b))));
        }
        sink.accept(order.remove(), Workers.result(ahead.remove()));
      }
    } finally {
      pool.shutdownNow();
      Workers.awaitEnd(pool);
      others.forEach(SlideReader::close);
    }
  }

  private static RgbImage read(
      final BlockingQueue<SlideReader> idle, final int level, final Block b)
      throws InterruptedException {
    final SlideReader reader = idle.take();
    try {
      return reader.read(level, b.x, b.y, b.width, b.height);
    } finally {
      idle.add(reader);
    }
  }
}
