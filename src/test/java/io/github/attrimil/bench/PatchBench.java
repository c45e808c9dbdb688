package io.github.attrimil.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.tissue.AreaChoice;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segmenting, patching and reading a slide beside CLAM and openslide-python, same parameters, both
 * warm, taking turns. Not part of the usual tests: {@code mvn test -Dtest=PatchBench
 * -Dpython=PYTHON -Dclam=CHECKOUT}, and {@code -Dslide=} for another slide than the shared one;
 * without {@code -Dclam} only reading is compared.
 */
class PatchBench {

  private static final int ROUNDS = Integer.getInteger("rounds", 15);
  private static final int WARM_UP = 25;
  private static final int PATCH = 256;
  private static final int THREADS = 2;

  private final Path file =
      Path.of(
          System.getProperty(
              "slide", System.getProperty("attrimil.shared") + "/data/CMU-1-Small-Region.svs"));

  /** Opening the file, finding tissue, placing patches, writing them. */
  @Test
  void besideClam(@TempDir final Path folder) throws Exception {
    final String clam = System.getProperty("clam", "");
    Assumptions.assumeFalse(clam.isEmpty(), "no -Dclam=CHECKOUT");
    final AtomicInteger ours = new AtomicInteger();
    final AtomicInteger theirs = new AtomicInteger();
    try (Twin twin = new Twin("bench_clam.py", clam, file.toString(), "0")) {
      final double ratio =
          Twin.compare(
              "Segmentation and patching of " + file.getFileName() + ", CLAM",
              WARM_UP,
              ROUNDS,
              () -> {
                final long start = System.nanoTime();
                ours.set(patch(folder.resolve("ours.h5")));
                return (System.nanoTime() - start) / 1e9;
              },
              () -> {
                final String[] answer = twin.ask("run");
                theirs.set(Integer.parseInt(answer[1]));
                return Double.parseDouble(answer[0]);
              });
      assertEquals(theirs.get(), ours.get(), "patches");
      assertTrue(ratio >= 1.5, "ratio " + ratio);
    }
  }

  private int patch(final Path out) {
    final Slide slide = new BioFormatsSlide(file);
    final PatchSettings settings =
        new PatchSettings(
            new PatchParameters(0, PATCH, PATCH, 0, ContourRule.FOUR_PT, true, 0),
            TissueParameters.clam().withAreas(0.1, 0.1),
            AreaChoice.all());
    try (SlideReader reader = new TileStore(slide).open()) {
      final PatchPlan plan =
          PatchPlanner.plan(slide, reader, settings, SlideRegions.none(), Job.silent());
      PatchFile.of(plan.coords(), new PatchAttributes(Map.of("patch_size", (long) PATCH)))
          .write(out);
      return plan.coords().size();
    }
  }

  /** Opening the file and reading every whole patch of it, with two threads on both sides. */
  @Test
  void besideOpenSlide() throws Exception {
    try (Twin twin =
        new Twin(
            "bench_read.py", file.toString(), String.valueOf(PATCH), String.valueOf(THREADS))) {
      final double ratio =
          Twin.compare(
              "Reading all patches of " + file.getFileName() + ", openslide-python",
              WARM_UP,
              ROUNDS,
              () -> {
                final long start = System.nanoTime();
                read();
                return (System.nanoTime() - start) / 1e9;
              },
              () -> Double.parseDouble(twin.ask("run")[0]));
      assertTrue(ratio >= 1, "ratio " + ratio);
    }
  }

  private void read() throws Exception {
    final Slide slide = new BioFormatsSlide(file);
    final TileStore tiles = new TileStore(slide);
    final List<int[]> patches = new ArrayList<>();
    for (int x = 0; x + PATCH <= slide.levels().get(0).width(); x += PATCH) {
      for (int y = 0; y + PATCH <= slide.levels().get(0).height(); y += PATCH) {
        patches.add(new int[] {x, y});
      }
    }
    final AtomicInteger next = new AtomicInteger();
    final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    final List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      all.add(
          threads.submit(
              () -> {
                try (SlideReader reader = tiles.open()) {
                  for (int i = next.getAndIncrement(); i < patches.size(); ) {
                    reader.read(0, patches.get(i)[0], patches.get(i)[1], PATCH, PATCH);
                    i = next.getAndIncrement();
                  }
                }
              }));
    }
    for (final Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
  }
}
