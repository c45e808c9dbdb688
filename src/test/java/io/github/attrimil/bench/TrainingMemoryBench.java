package io.github.attrimil.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.train.Learner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Prints the arrays alive and the memory resident (Linux) every 500 of 5,000 training steps, for
 * the kind and preset and of the sizes of {@link TrainingStepBench}.
 */
public final class TrainingMemoryBench {

  private static final int STEPS = Integer.getInteger("steps", 5000);
  private static final int EVERY = 500;

  private TrainingMemoryBench() {}

  /**
   * @param args none
   * @throws IOException when the process's status cannot be read
   */
  public static void main(final String[] args) throws IOException {
    final int n = Integer.getInteger("patches", 1000);
    final Bag[] bags = {TrainingStepBench.bag(n), TrainingStepBench.bag(n + n / 3)};
    try (MilModel model = TrainingStepBench.model();
        Learner learner = new Learner(model, TrainingStepBench.RECIPE, 0)) {
      learner.startEpoch();
      for (int step = 1; step <= STEPS; step++) {
        learner.step(bags[step % 2], step % TrainingStepBench.C);
        if (step % EVERY == 0) {
          System.out.printf(
              Locale.ROOT,
              "step %d: %d arrays, %.0f MB resident%n",
              step,
              arrays(),
              residentKilobytes() / 1024.0);
        }
      }
    }
  }

  private static int arrays() {
    try (NDManager any = Compute.engine().newBaseManager(Device.cpu())) {
      return any.getParentManager().getManagedArrays().size();
    }
  }

  private static double residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(Double.NaN);
  }
}
