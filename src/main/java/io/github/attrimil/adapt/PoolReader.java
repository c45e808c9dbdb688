package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Workers;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads patches of slides into a {@link PatchPool}, each slide on several threads. */
final class PoolReader implements SlideWork {

  private static final int THREADS = Workers.readers();

  private final Project project;
  private final Map<String, SlideSource> slides;
  private final Sampling sampling;
  private final PatchPool pool;
  private final ExecutorService readers = Executors.newFixedThreadPool(THREADS);

  private PoolReader(
      final Project project,
      final List<SlideSource> slides,
      final Sampling sampling,
      final PatchPool pool) {
    this.project = project;
    this.slides = SlideSource.byId(slides);
    this.sampling = sampling;
    this.pool = pool;
  }

  /**
   * Reads patches. A slide that cannot be read is reported and skipped.
   *
   * @param project the project
   * @param slides the slides, all with patches
   * @param sampling which patches, and their size
   * @param file where they are kept; an older one is replaced
   * @param job takes progress, messages and the record
   * @return the pool, which the caller must close
   */
  static PatchPool read(
      final Project project,
      final List<SlideSource> slides,
      final Sampling sampling,
      final Path file,
      final Job job) {
    final PatchPool pool = PatchPool.create(file, sampling.size());
    final PoolReader reader = new PoolReader(project, slides, sampling, pool);
    try {
      new Stage(AdaptStage.STAGE, project, false, job)
          .slides(List.copyOf(reader.slides.keySet()), reader);
      return pool;
    } catch (final RuntimeException e) {
      pool.close();
      throw e;
    } finally {
      reader.readers.shutdownNow();
    }
  }

  @Override
  public Plan<Made> plan(final String id, final Job own) {
    return Plan.always(() -> add(id, own));
  }

  /** One pool takes the patches of all slides, in order. */
  @Override
  public boolean oneByOne() {
    return true;
  }

  @Override
  public boolean leavesFiles() {
    return false;
  }

  @Override
  public String path(final String id) {
    return slides.get(id).pathText();
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

  private Made add(final String id, final Job job) {
    final PatchFile patches = PatchFile.read(project.patches(id));
    final Slide slide = slides.get(id).read();
    final int level = patches.attributes().patchLevel();
    if (level >= slide.levels().size()) {
      throw new AttriMilException(
          slide.source() + " has no level " + level + "; run `patch` again on this file");
    }
    final int[] rows = drawn(id, patches.size(), sampling.most(), sampling.seed());
    final PatchCoords at = patches.grid().coords();
    final double side = patches.attributes().patchSizeLevel0();
    final TileStore tiles = new TileStore(slide);
    final RegionReader regions = new RegionReader(slide, level, sampling.size());
    final List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      final int from = (int) ((long) t * rows.length / THREADS);
      final int to = (int) ((long) (t + 1) * rows.length / THREADS);
      running.add(
          readers.submit(
              () -> {
                try (SlideReader reader = tiles.open()) {
                  for (int i = from; i < to; i++) {
                    job.checkCanceled();
                    final int row = rows[i];
                    pool.write(
                        pool.count() + i,
                        regions.read(reader, at.xLevel0()[row], at.yLevel0()[row], side));
                  }
                }
              }));
    }
    await(running);
    if (tiles.faults() > 0) {
      job.warn(
          id + ": " + tiles.faults() + " tile(s) could not be decoded and were replaced by white");
    }
    pool.add(id, rows.length);
    return Made.done();
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
}
