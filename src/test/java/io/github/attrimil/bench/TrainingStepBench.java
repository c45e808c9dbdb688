package io.github.attrimil.bench;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.train.Learner;
import io.github.attrimil.train.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times a training step (of the preset "official" by default) against
 * src/test/python/bench_step.py, which evaluates the same network branch by branch. Both take turns
 * on the same machine, a round each, so that other work on it meets both alike; every round is
 * printed, medians last.
 *
 * <p>Run from the project's folder with the test class path:
 *
 * <pre>
 * java -cp ... -Dpython=python3 -Dai.djl.pytorch.num_threads=2 \
 *     io.github.attrimil.bench.TrainingStepBench
 * </pre>
 *
 * {@code -Drounds}, {@code -Dwarmup} (rounds not counted), {@code -Dfeatures}, {@code -Dclasses}
 * and {@code -Dpatches=5000,20000} change what is timed. Without {@code -Dpython} only this side
 * runs.
 */
public final class TrainingStepBench {

  static final int D = Integer.getInteger("features", 512);
  static final int C = Integer.getInteger("classes", 2);
  private static final int ROUNDS = Integer.getInteger("rounds", 12);
  private static final int WARM_UP = Integer.getInteger("warmup", 5);
  private static final int STEPS_A_ROUND = 4;
  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final int[][] STEPS = {
    {0, 0}, {0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}
  };

  /**
   * What is trained; {@code -Dkind}, {@code -Dpreset} and {@code -Doptions="NAME=VALUE ..."} change
   * it.
   */
  static final Recipe RECIPE =
      Recipe.of(
              ModelKinds.named(System.getProperty("kind", "attrimil")),
              System.getProperty("preset", "official"))
          .with(options(System.getProperty("options", "")));

  private TrainingStepBench() {}

  private static Map<String, String> options(final String text) {
    final Map<String, String> options = new LinkedHashMap<>();
    for (final String option : text.strip().split(" +")) {
      final int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return options;
  }

  static MilModel model() {
    return RECIPE.kind().create(new ModelShape(D, C), RECIPE.options(), 1, Device.cpu());
  }

  /**
   * @param args none
   * @throws IOException when the twin cannot be talked to
   */
  public static void main(final String[] args) throws IOException {
    System.setProperty(THREADS, System.getProperty(THREADS, "2"));
    try (Twin twin = System.getProperty("python") == null ? null : twin()) {
      for (final String patches : System.getProperty("patches", "5000,20000").split(",")) {
        compare(Integer.parseInt(patches), twin);
      }
    }
  }

  private static Twin twin() throws IOException {
    return new Twin(
        "bench_step.py", Integer.toString(D), Integer.toString(C), System.getProperty(THREADS));
  }

  private static double round(final Twin twin, final int n, final List<Double> seconds)
      throws IOException {
    final List<Double> round =
        Arrays.stream(twin.ask(n + " " + STEPS_A_ROUND)).map(Double::valueOf).toList();
    seconds.addAll(round);
    return median(round);
  }

  private static void compare(final int n, final Twin twin) throws IOException {
    final Bag bag = bag(n);
    final List<Double> ours = new ArrayList<>();
    final List<Double> theirs = new ArrayList<>();
    try (MilModel model = model();
        Learner learner = new Learner(model, RECIPE, 0)) {
      learner.startEpoch();
      // Java compiles what it runs often; both sides warm up alike.
      for (int round = 0; round < WARM_UP; round++) {
        round(learner, bag, new ArrayList<>());
        if (twin != null) {
          round(twin, n, new ArrayList<>());
        }
      }
      for (int round = 0; round < ROUNDS; round++) {
        final double own = round(learner, bag, ours);
        final double other = twin == null ? Double.NaN : round(twin, n, theirs);
        print("N %d, round %d: %.4f s, twin %.4f s", n, round, own, other);
      }
    }
    print("N %d: median of %d steps %.4f s", n, ours.size(), median(ours));
    if (twin != null) {
      print(
          "N %d: twin %.4f s, twin / ours %.2f", n, median(theirs), median(theirs) / median(ours));
    }
  }

  private static double round(final Learner learner, final Bag bag, final List<Double> seconds) {
    final List<Double> round = new ArrayList<>();
    for (int step = 0; step < STEPS_A_ROUND; step++) {
      final long start = System.nanoTime();
      learner.step(bag, step % C);
      round.add((System.nanoTime() - start) / 1e9);
    }
    seconds.addAll(round);
    return median(round);
  }

  private static double median(final List<Double> values) {
    final double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  static Bag bag(final int n) {
    final Random random = new Random(1);
    final float[] h = new float[n * D];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    final int width = (int) Math.sqrt(n);
    final int[] nearest = new int[n * STEPS.length];
    for (int i = 0; i < nearest.length; i++) {
      final int patch = i / STEPS.length;
      final int x = patch % width + STEPS[i % STEPS.length][1];
      final int j = (patch / width + STEPS[i % STEPS.length][0]) * width + x;
      nearest[i] = x >= 0 && x < width && j >= 0 && j < n ? j : patch;
    }
    return new Bag("bench", h, FeatureCard.of(D), PatchGrid.unplaced(nearest));
  }

  private static void print(final String format, final Object... values) {
    System.out.println(String.format(java.util.Locale.ROOT, format, values));
  }
}
