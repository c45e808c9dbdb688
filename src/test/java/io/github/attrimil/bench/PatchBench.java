package io.github.attrimil.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.file.PatchFile;
import io.github.attrimil.job.Job;
import io.github.attrimil.patch.AreaChoice;
import io.github.attrimil.patch.ContourRule;
import io.github.attrimil.patch.PatchParameters;
import io.github.attrimil.patch.PatchPlan;
import io.github.attrimil.patch.PatchPlanner;
import io.github.attrimil.patch.PatchSettings;
import io.github.attrimil.patch.SlideRegions;
import io.github.attrimil.patch.TissueParameters;
import io.github.attrimil.slide.BioFormatsSlide;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segmentation and patching of a slide beside CLAM's, same parameters, both warm: opening the file,
 * finding tissue, placing patches, writing them. Not part of the usual tests: {@code mvn test
 * -Dtest=PatchBench -Dclam=CHECKOUT -Dpython=PYTHON}, and {@code -Dslide=} for another slide than
 * the shared one.
 */
class PatchBench {

  private static final int RUNS = 9;

  /** The virtual machine compiles what it has run some dozen times. */
  private static final int WARM_UP = 25;

  private static final double WANTED = 1.5;

  @Test
  void besideClam(@TempDir final Path folder) throws Exception {
    final String clam = System.getProperty("clam", "");
    Assumptions.assumeFalse(clam.isEmpty(), "no -Dclam=CHECKOUT");
    final Path file =
        Path.of(
            System.getProperty(
                "slide", System.getProperty("attrimil.shared") + "/data/CMU-1-Small-Region.svs"));
    final double[] ours = new double[RUNS];
    int n = 0;
    for (int i = -WARM_UP; i < RUNS; i++) {
      final long start = System.nanoTime();
      n = ours(file, folder.resolve("ours.h5"));
      if (i >= 0) {
        ours[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    final Process process =
        new ProcessBuilder(
                System.getProperty("python", "python3"),
                Path.of("src/test/python/bench_clam.py").toString(),
                clam,
                file.toString(),
                Integer.toString(RUNS),
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    final List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(0, process.waitFor());
    final double[] theirs =
        lines.stream().skip(2).mapToDouble(l -> Double.parseDouble(l.split(" ")[0])).toArray();
    final double ratio = median(theirs) / median(ours);
    System.out.printf(
        Locale.ROOT,
        "%s: ours %.3f s (%.3f to %.3f), CLAM %.3f s (%.3f to %.3f), %d runs each, ratio %.2f%n",
        file.getFileName(),
        median(ours),
        ours[0],
        ours[RUNS - 1],
        median(theirs),
        theirs[0],
        theirs[RUNS - 1],
        RUNS,
        ratio);
    assertEquals(lines.get(0).split(" ")[1], Integer.toString(n), "patches");
    assertTrue(ratio >= WANTED, "ratio " + ratio);
  }

  private static int ours(final Path file, final Path out) {
    final Slide slide = new BioFormatsSlide(file);
    final PatchSettings settings =
        new PatchSettings(
            new PatchParameters(0, 256, 256, 0, ContourRule.FOUR_PT, true, 0),
            TissueParameters.clam().withAreas(0.1, 0.1),
            AreaChoice.all());
    try (SlideReader reader = new TileStore(slide).open()) {
      final PatchPlan plan =
          PatchPlanner.plan(slide, reader, settings, SlideRegions.none(), Job.silent());
      new PatchFile(
              plan.coords().interleaved(),
              new io.github.attrimil.file.PatchAttributes(Map.of("patch_size", 256L)),
              Optional.empty())
          .write(out);
      return plan.coords().size();
    }
  }

  private static double median(final double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
