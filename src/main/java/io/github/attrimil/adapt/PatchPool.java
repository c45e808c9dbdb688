package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.Workers;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideLoop;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.find.SlideSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Patches of many slides, drawn once and kept in one file as 8-bit pixels, so that an epoch reads
 * them in any order without opening slides and without holding them in memory.
 */
final class PatchPool implements AutoCloseable {

  private static final int MOST_READERS = 8;

  /**
   * The patches of one slide.
   *
   * @param id the slide
   * @param first the number of its first patch in the pool
   * @param count how many it has
   */
  record Part(String id, int first, int count) {}

  private final FileChannel channel;
  private final int size;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private int count;

  private PatchPool(final FileChannel channel, final int size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * Which patches of a slide are taken: all, or as many as are wanted drawn without replacement.
   *
   * @param slide the slide's id
   * @param patches N
   * @param most how many at most
   * @param seed same seed, same patches
   * @return their row numbers, rising
   */
  static int[] drawn(final String slide, final int patches, final int most, final long seed) {
    final int[] rows = new int[patches];
    Arrays.setAll(rows, i -> i);
    if (patches <= most) {
      return rows;
    }
    final Random random = new Random(Seeds.of(seed, slide.hashCode()));
    for (int i = 0; i < most; i++) {
      final int j = i + random.nextInt(patches - i);
      final int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
    final int[] taken = Arrays.copyOf(rows, most);
    Arrays.sort(taken);
    return taken;
  }

  /**
   * Reads patches. A slide that cannot be read is named and left out.
   *
   * @param project the project
   * @param slides the slides, all with patches
   * @param request how many patches, and their size
   * @param seed same seed, same patches
   * @param file where they are kept; an older one is replaced
   * @param job takes progress, messages and the record
   * @return the pool, which the caller must close
   */
  static PatchPool read(
      final Project project,
      final List<SlideSource> slides,
      final Sampling request,
      final long seed,
      final Path file,
      final Job job) {
    final Map<String, SlideSource> byId = new LinkedHashMap<>();
    slides.forEach(s -> byId.put(s.id(), s));
    final ProcessList list = new ProcessList(project);
    final PatchPool pool;
    try {
      Files.createDirectories(file.getParent());
      pool =
          new PatchPool(
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE),
              request.size());
    } catch (final IOException e) {
      throw new AttriMilException("Cannot write " + file + ": " + e.getMessage(), e);
    }
    final int threads = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
    final ExecutorService readers = Executors.newFixedThreadPool(threads);
    try {
      SlideLoop.run(
          job,
          AdaptStage.STAGE,
          List.copyOf(byId.keySet()),
          id -> {
            pool.add(project, byId.get(id), request.most(), seed, threads, readers, job);
            return Status.DONE;
          },
          (id, reason) -> list.noteFailure(id, byId.get(id).pathText(), AdaptStage.STAGE, reason));
      return pool;
    } catch (final RuntimeException e) {
      pool.close();
      throw e;
    } finally {
      readers.shutdownNow();
    }
  }

  private void add(
      final Project project,
      final SlideSource source,
      final int most,
      final long seed,
      final int threads,
      final ExecutorService readers,
      final Job job) {
    final PatchFile patches = PatchFile.read(project.patches(source.id()));
    final Slide slide = source.read();
    final int level = patches.attributes().patchLevel();
    if (level >= slide.levels().size()) {
      throw new AttriMilException(
          slide.source() + " has no level " + level + "; run `patch` again on this file");
    }
    final int[] rows = drawn(source.id(), patches.size(), most, seed);
    final TileStore tiles = new TileStore(slide);
    final RegionReader regions = new RegionReader(slide, level, size);
    final List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      final int from = (int) ((long) t * rows.length / threads);
      final int to = (int) ((long) (t + 1) * rows.length / threads);
      running.add(
          readers.submit(
              () -> {
                try (SlideReader reader = tiles.open()) {
                  for (int i = from; i < to; i++) {
                    job.checkCanceled();
                    final double side = patches.attributes().patchSizeLevel0();
                    final PatchCoords at = patches.grid().coords();
                    final int row = rows[i];
                    write(
                        count + i,
                        regions.read(reader, at.xLevel0()[row], at.yLevel0()[row], side));
                  }
                }
              }));
    }
    await(running);
    if (tiles.faults() > 0) {
      job.warn(
          source.id() + ": " + tiles.faults() + " tile(s) could not be decoded, taken as white");
    }
    parts.put(source.id(), new Part(source.id(), count, rows.length));
    count += rows.length;
  }

  /** Waits for all, so that none writes on after another failed. */
  private static void await(final List<Future<?>> running) {
    RuntimeException failure = null;
    for (final Future<?> one : running) {
      try {
        one.get();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CanceledException();
      } catch (final ExecutionException e) {
        failure = Workers.failure(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private long bytes() {
    return 3L * size * size;
  }

  private void write(final int index, final RgbImage patch) {
    final ByteBuffer buffer = ByteBuffer.wrap(patch.rgb());
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, index * bytes() + buffer.position());
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot keep patches: " + e.getMessage(), e);
    }
  }

  /**
   * @param index a patch's number, below {@link #count}
   * @return its pixels; safe for several threads
   */
  RgbImage get(final int index) {
    final ByteBuffer buffer = ByteBuffer.allocate((int) bytes());
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, index * bytes() + buffer.position()) < 0) {
          throw new AttriMilException("The file of patches was cut short; run `adapt` again");
        }
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read patches: " + e.getMessage(), e);
    }
    return new RgbImage(size, size, buffer.array());
  }

  /**
   * @return how many patches there are
   */
  int count() {
    return count;
  }

  /**
   * @return the patches of each slide that could be read
   */
  Map<String, Part> parts() {
    return parts;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (final IOException e) {
      throw new AttriMilException("Cannot close the file of patches: " + e.getMessage(), e);
    }
  }
}
