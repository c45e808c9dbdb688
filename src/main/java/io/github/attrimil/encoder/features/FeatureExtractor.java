package io.github.attrimil.encoder.features;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.slide.TileStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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

  /** Two batches of a CPU; those of a GPU are of machines that have more memory. */
  private static final int AHEAD = 3 * 32;

  /** D of most networks is less. */
  private static final int USUAL_FEATURES = 1024;

  /** Where the network computes for less of the time than this, it waits for patches. */
  private static final double BUSY = 0.9;

  private final Slide slide;
  private final PatchGrid patches;
  private final Encoder encoder;
  private final ExecutorService readers;
  private final RegionReader regions;
  private final TileStore tiles;
  private final ConcurrentLinkedQueue<SlideReader> idle = new ConcurrentLinkedQueue<>();
  private int reading;
  private boolean stopped;

  /**
   * @param slide the slide
   * @param patches where its patches lie
   * @param encoder encodes them
   * @param readers threads that read, each with a reader of its own; other slides may share them
   */
  FeatureExtractor(
      final Slide slide,
      final PatchGrid patches,
      final Encoder encoder,
      final ExecutorService readers) {
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
    this.readers = readers;
    this.tiles = new TileStore(slide);
    this.regions = new RegionReader(slide, level, encoder.card().inputSize());
  }

  /**
   * Encodes the patches of one slide, with threads of its own.
   *
   * @param slide the slide
   * @param patches where its patches lie
   * @param encoder encodes them
   * @param threads how many threads read
   * @param job shown the progress; asked whether to stop after every batch
   * @return N x D features
   * @throws AttriMilException when a feature is not finite or the slide cannot be opened
   */
  public static Result encode(
      final Slide slide,
      final PatchGrid patches,
      final Encoder encoder,
      final int threads,
      final Job job) {
    final ExecutorService readers = Executors.newFixedThreadPool(threads);
    try {
      return new FeatureExtractor(slide, patches, encoder, readers).run(job);
    } finally {
      readers.shutdown();
    }
  }

  /**
   * Estimates what encoding a slide takes.
   *
   * @param slide the slide
   * @param patches where its patches lie
   * @param card of the encoder
   * @return bytes: its tiles that are kept, patches that are read ahead, and its features twice
   */
  static long memory(final Slide slide, final PatchGrid patches, final EncoderCard card) {
    final int level = Math.min(patches.scale().level(), slide.levels().size() - 1);
    final long ahead = Math.min(patches.size(), AHEAD + (long) Workers.readers() * CHUNK);
    return Slides.memory(slide.levels())
        + TileStore.memory(slide.levels().get(level))
        + ahead * 3 * card.inputSize() * card.inputSize() * Float.BYTES
        + 2L * patches.size() * USUAL_FEATURES * Float.BYTES;
  }

  /**
   * Encodes all patches.
   *
   * @param job shown the progress; asked whether to stop after every batch
   * @return N x D features
   * @throws AttriMilException when a feature is not finite or the slide cannot be opened
   */
  Result run(final Job job) {
    final int n = patches.size();
    final int batch = encoder.batchSize();
    final Progress progress = job.progress("features " + slide.id(), "patches", n);
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
          while (submitted < n && submitted < done + 2 * batch + Workers.readers() * CHUNK) {
            final int from = submitted;
            // A batch is whole chunks, so that it does not depend on what is ahead.
            final int to = Math.min(Math.min(n, from + CHUNK), (from / batch + 1) * batch);
            ahead.add(readers.submit(() -> prepare(from, to)));
            submitted = to;
          }
          prepared.addAll(Workers.result(ahead.remove(), job));
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
            String.format(
                Locale.ROOT,
                "%s (network busy %.0f%%)",
                busy >= BUSY ? "the network limits" : "reading limits",
                100 * busy));
        progress.add(rows.length);
      }
    } finally {
      stop();
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
    final List<float[]> prepared = new ArrayList<>(to - from);
    if (!begin()) {
      return prepared;
    }
    try {
      final SlideReader waiting = idle.poll();
      final SlideReader reader = waiting == null ? tiles.open() : waiting;
      try {
        final PatchCoords at = patches.coords();
        final double size = patches.patchSizeLevel0();
        for (int i = from; i < to && !isStopped(); i++) {
          prepared.add(
              encoder.prepare(regions.read(reader, at.xLevel0()[i], at.yLevel0()[i], size)));
        }
        return prepared;
      } finally {
        idle.add(reader);
      }
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    reading += stopped ? 0 : 1;
    return !stopped;
  }

  private synchronized void end() {
    reading--;
    notifyAll();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Readers must not be closed under a thread that still reads; a read lasts milliseconds. */
  private synchronized void stop() {
    stopped = true;
    boolean interrupted = false;
    while (reading > 0) {
      try {
        wait();
      } catch (final InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
