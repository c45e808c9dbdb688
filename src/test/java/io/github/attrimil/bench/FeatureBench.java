package io.github.attrimil.bench;

import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.features.FeatureExtractor;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * ResNet18 features of every whole patch of a slide, reading included, beside a plain loop of
 * openslide-python and torch with the same weights, batches of 32 and two threads; both warm, in
 * turn.
 *
 * <pre>
 * java -Dpython=PYTHON -cp target/attrimil.jar:target/attrimil-tests.jar \
 *     io.github.attrimil.bench.FeatureBench SLIDE WEIGHTS.pth
 * </pre>
 */
public final class FeatureBench {

  private static final int SIZE = 224;
  private static final int THREADS = 2;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);

  private FeatureBench() {}

  /**
   * @param args a slide and a file of ResNet18 weights of torchvision
   * @throws Exception when a side fails
   */
  public static void main(final String[] args) throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
    final Slide slide = new BioFormatsSlide(Path.of(args[0]));
    final PatchFile patches = patches(slide);
    final List<FeatureExtractor.Result> results = new ArrayList<>();
    final double[] sum = new double[1];
    try (Encoder encoder = Encoders.open(args[1], DeviceChoice.CPU, Job.silent());
        Twin twin =
            new Twin(
                "bench_features.py",
                args[0],
                args[1],
                String.valueOf(SIZE),
                String.valueOf(THREADS))) {
      Twin.compare(
          patches.size() + " patches of " + Path.of(args[0]).getFileName() + ", ResNet18",
          2,
          ROUNDS,
          () -> {
            final FeatureExtractor.Result result =
                FeatureExtractor.encode(slide, patches.grid(), encoder, THREADS, Job.silent());
            results.add(result);
            return result.seconds();
          },
          () -> {
            final String[] answer = twin.ask("run");
            sum[0] = Double.parseDouble(answer[1]);
            return Double.parseDouble(answer[0]);
          });
    }
    double own = 0;
    for (final float f : results.get(0).features()) {
      own += f;
    }
    double seconds = 0;
    double network = 0;
    for (final FeatureExtractor.Result result : results.subList(2, results.size())) {
      seconds += result.seconds();
      network += result.networkSeconds();
    }
    System.out.printf(
        Locale.ROOT,
        "network busy %.1f %% of the time; sum of all features %.4f, theirs %.4f%n",
        100 * network / seconds,
        own,
        sum[0]);
  }

  private static PatchFile patches(final Slide slide) {
    final List<Long> at = new ArrayList<>();
    for (long x = 0; x + SIZE <= slide.levels().get(0).width(); x += SIZE) {
      for (long y = 0; y + SIZE <= slide.levels().get(0).height(); y += SIZE) {
        at.add(x);
        at.add(y);
      }
    }
    return PatchFile.of(
        PatchCoords.ofInterleaved(at.stream().mapToLong(v -> v).toArray()),
        new PatchAttributes(Map.of("patch_size", (long) SIZE, "patch_level", 0L)));
  }
}
