package io.github.attrimil.encoder.features;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Encodes the patches of one slide. Threads read and prepare patches ahead while the network
 * computes; at most two batches and a few patches a thread are in memory, whatever the slide's
 * size.
 */
public final class FeatureExtractor {

  /**
   * What came of a slide.
   *
   * @param features N x D, flat
   * @param dimension D
   * @param faults how many of the file's tiles could not be decoded and were taken as white
   * @param seconds it took
   * @param networkSeconds of these, how many the network computed
   */
  public record Result(
      float[] features, int dimension, int faults, double seconds, double networkSeconds) {}

  /** Patches a thread reads at a time: few, so that all threads fill a slide's first batch. */
  private static final int CHUNK = 8;

  /** Where the network computes for less of the time than this, it waits for patches. */
  private static final double BUSY = 0.9;

  private final Slide slide;
  private final PatchGrid patches;
  private final Encoder encoder;
  private final int threads;
  private final RegionReader regions;
  private final TileStore tiles;
  private final ConcurrentLinkedQueue<SlideReader> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param slide the slide
   * @param patches where its patches lie
   * @param encoder encodes them
   * @param threads how many threads read, each with a reader of its own
   */
  public FeatureExtractor(
      final Slide slide, final PatchGrid patches, final Encoder encoder, final int threads) {
    final int level = patches.scale().level();
    if (level >= slide.levels().size()) {
      throw new AttriMilException(
          slide.source()
              + " has "
              + slide.levels().size()
              + " level(s), its patches were made at level "
              + level
              + "; run `patch` again on this file");
    }
    this.slide = slide;
    this.patches = patches;
    this.encoder = encoder;
    this.threads = threads;
    this.tiles = new TileStore(slide);
    this.regions = new RegionReader(slide, level, encoder.card().inputSize());
  }

  /**
   * Encodes all patches.
   *
   * @param job shown the progress; asked whether to stop after every batch
   * @return N x D features
   * @throws AttriMilException when a feature is not finite or the slide cannot be opened
   */
  public Result run(final Job job) {
    final int n = patches.size();
    final int batch = encoder.batchSize();
    final Progress progress = job.progress("features " + slide.id(), "patches", n);
    final ExecutorService readers = Executors.newFixedThreadPool(threads);
    final Deque<Future<List<float[]>>> ahead = new ArrayDeque<>();
    final long start = System.nanoTime();
    long network = 0;
    float[] features = null;
    int d = 0;
    try {
      int submitted = 0;
      for (int done = 0; done < n; ) {
        final List<float[]> prepared = new ArrayList<>(batch);
        while (prepared.size() < Math.min(batch, n - done)) {
          while (submitted < n && submitted < done + 2 * batch + threads * CHUNK) {
            final int from = submitted;
            // A batch is whole chunks, so that it does not depend on what is ahead.
            final int to = Math.min(Math.min(n, from + CHUNK), (from / batch + 1) * batch);
            ahead.add(readers.submit(() -> prepare(from, to)));
            submitted = to;
          }
          prepared.addAll(Workers.result(ahead.remove()));
        }
        final long began = System.nanoTime();
        final float[][] rows = encoder.encode(prepared);
        network += System.nanoTime() - began;
        if (features == null) {
          d = rows[0].length;
          features = new float[Math.multiplyExact(n, d)];
        }
        final boolean first = done == 0;
        for (final float[] row : rows) {
          check(row, done);
          System.arraycopy(row, 0, features, done++ * d, d);
        }
        if (first) {
          refuseConstants(rows, prepared);
        }
        final double busy = (double) network / (System.nanoTime() - start);
        progress.note(
            "%s (network busy %.0f %%)"
                .formatted(busy >= BUSY ? "the network limits" : "reading limits", 100 * busy));
        progress.add(rows.length);
      }
    } finally {
      readers.shutdownNow();
      // Readers must not be closed under a thread that still reads; a read lasts milliseconds.
      Workers.awaitEnd(readers);
      idle.forEach(SlideReader::close);
    }
    warnOfConstants(features, d, job);
    return new Result(
        features, d, tiles.faults(), (System.nanoTime() - start) / 1e9, network / 1e9);
  }

  /** Patches that differ and whose features do not show a broken encoder at the first batch. */
  private void refuseConstants(final float[][] rows, final List<float[]> prepared) {
    if (Arrays.stream(rows).allMatch(row -> Arrays.equals(row, rows[0]))
        && prepared.stream().anyMatch(p -> !Arrays.equals(p, prepared.get(0)))) {
      throw constant(rows.length);
    }
  }

  private List<float[]> prepare(final int from, final int to) {
    final SlideReader waiting = idle.poll();
    final SlideReader reader = waiting == null ? tiles.open() : waiting;
    try {
      final PatchCoords at = patches.coords();
      final double size = patches.patchSizeLevel0();
      final List<float[]> prepared = new ArrayList<>(to - from);
      for (int i = from; i < to && !Thread.currentThread().isInterrupted(); i++) {
        prepared.add(encoder.prepare(regions.read(reader, at.xLevel0()[i], at.yLevel0()[i], size)));
      }
      return prepared;
    } finally {
      idle.add(reader);
    }
  }

  private void check(final float[] row, final int patch) {
    for (int k = 0; k < row.length; k++) {
      if (!Float.isFinite(row[k])) {
        throw new AttriMilException(
            "Feature "
                + k
                + " of patch "
                + patch
                + " of "
                + slide.source()
                + " is "
                + row[k]
                + "; the encoder \""
                + encoder.card().name()
                + "\" is broken or its normalization wrong");
      }
    }
  }

  private void warnOfConstants(final float[] features, final int d, final Job job) {
    final int n = features.length / d;
    if (n < 2) {
      return;
    }
    int same = 0;
    for (int k = 0; k < d; k++) {
      int i = 1;
      while (i < n && features[i * d + k] == features[k]) {
        i++;
      }
      same += i == n ? 1 : 0;
    }
    if (same == d) {
      throw constant(n);
    }
    if (same > d / 2) {
      job.warn(slide.id() + ": " + same + " of " + d + " features are the same for all patches");
    }
  }

  private AttriMilException constant(final int patches) {
    return new AttriMilException(
        "All "
            + patches
            + " patches of "
            + slide.source()
            + " have the same features; the encoder \""
            + encoder.card().name()
            + "\" is broken, or the slide is blank");
  }
}
