package io.github.attrimil.bench;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.train.Learner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Seconds and memory of a training step of a kind that mixes patches, against a Python program that
 * computes the reference's operations. Both take turns on the same machine; the memory is the
 * largest that each process has held resident (Linux), the virtual machine's and Python's own
 * included.
 *
 * <p>Run from the project's folder with the test class path:
 *
 * <pre>
 * java -cp ... -Dpython=python3 -Dkind=transmil -Dpreset=default -Dtwin=bench_transmil.py \
 *     -Dai.djl.pytorch.num_threads=2 io.github.attrimil.bench.SequenceStepBench
 * </pre>
 *
 * TransMIL at the sizes of its reference needs {@code -Doptions=width=256}; MambaMIL at those of
 * its own {@code -Dkind=mambamil -Doptions="width=512 layers=2" -Dtwin=bench_mamba.py}, and at
 * those of the default recipe {@code -Dtwinsizes=64,1}.
 *
 * <p>Without {@code -Dpython} only this side runs. {@code -Dpatches}, {@code -Dfeatures}, {@code
 * -Dclasses} and {@code -Drounds} change what is timed.
 */
public final class SequenceStepBench {

  private static final int N = Integer.getInteger("patches", 20_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARM_UP = Integer.getInteger("warmup", 2);

  private SequenceStepBench() {}

  /**
   * @param args none
   * @throws Exception when the twin cannot be talked to
   */
  public static void main(final String[] args) throws Exception {
    final String threads = System.getProperty("ai.djl.pytorch.num_threads", "2");
    final String what = TrainingStepBench.RECIPE.kind().name() + ", N " + N + ", " + threads;
    final Bag bag = TrainingStepBench.bag(N);
    try (MilModel model = TrainingStepBench.model();
        Learner learner = new Learner(model, TrainingStepBench.RECIPE, 0)) {
      learner.startEpoch();
      final Twin.Side ours =
          () -> {
            final long start = System.nanoTime();
            learner.step(bag, 1);
            return (System.nanoTime() - start) / 1e9;
          };
      if (System.getProperty("python") == null) {
        alone(what, ours);
      } else {
        inTurns(what + " threads", threads, ours);
      }
    }
    System.out.printf(Locale.ROOT, "largest memory resident: ours %.0f MB%n", largestMegabytes());
  }

  private static void alone(final String what, final Twin.Side ours) throws Exception {
    for (int i = 0; i < WARM_UP + ROUNDS; i++) {
      System.out.printf(Locale.ROOT, "%s threads: step %d %.3f s%n", what, i, ours.run());
    }
  }

  private static void inTurns(final String what, final String threads, final Twin.Side ours)
      throws Exception {
    final double[] memory = new double[1];
    try (Twin twin =
        new Twin(
            System.getProperty("twin", "bench_transmil.py"),
            Integer.toString(TrainingStepBench.D),
            Integer.toString(TrainingStepBench.C),
            threads,
            System.getProperty("twinsizes", ""))) {
      Twin.compare(
          what,
          WARM_UP,
          ROUNDS,
          ours,
          () -> {
            final String[] answer = twin.ask(N + " 1");
            memory[0] = Double.parseDouble(answer[1]);
            return Double.parseDouble(answer[0]);
          });
    }
    System.out.printf(Locale.ROOT, "largest memory resident: theirs %.0f MB%n", memory[0]);
  }

  private static double largestMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(Double.NaN)
        / 1024;
  }
}
