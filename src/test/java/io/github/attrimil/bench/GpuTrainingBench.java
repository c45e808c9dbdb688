package io.github.attrimil.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.attrimil.AttriMilBackward;
import io.github.attrimil.mil.attrimil.BranchScores;
import io.github.attrimil.mil.attrimil.SpatialConstraint;
import io.github.attrimil.mil.attrimil.SpatialForm;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Seconds of a training step of the preset "official" on a GPU, beside
 * src/test/python/bench_step.py on the same card, in turn; on both sides the bag stays on the GPU
 * and products are in full float32. Then what some steps make of the weights is compared with the
 * CPU.
 *
 * <pre>
 * java -Dpython=python3 -cp ... io.github.attrimil.bench.GpuTrainingBench
 * </pre>
 *
 * {@code -Dkind} and {@code -Dpreset} choose another kind of model, which is timed alone. {@code
 * -Ddevice=gpu|cpu}, {@code -Dfeatures}, {@code -Dclasses}, {@code -Dpatches}, {@code -Drounds} and
 * {@code -Dwarmup} change what is timed. Last lines begin with "RESULT".
 */
public final class GpuTrainingBench {

  private static final int N = Integer.getInteger("patches", 20000);
  private static final int ROUNDS = Integer.getInteger("rounds", 15);
  private static final int WARM_UP = Integer.getInteger("warmup", 10);
  private static final int STEPS_A_ROUND = 4;

  private GpuTrainingBench() {}

  /**
   * @param args none
   * @throws Exception when a side fails
   */
  public static void main(final String[] args) throws Exception {
    final String wanted = System.getProperty("device", "gpu");
    final Device device = Compute.device(DeviceChoice.of(wanted), Job.silent());
    final Bag bag = TrainingStepBench.bag(N);
    if (!TrainingStepBench.RECIPE.kind().name().equals("attrimil")) {
      time(bag, device);
      return;
    }
    check(bag, device);
    if (ROUNDS == 0) {
      return;
    }
    try (AttriMil model = random(device);
        Learner learner = new Learner(model, TrainingStepBench.RECIPE, 0);
        Twin twin = twin(wanted)) {
      learner.startEpoch();
      final double[] least = {Double.MAX_VALUE};
      final List<Double> launched = new ArrayList<>();
      final double ratio =
          Twin.compare(
              "Training step, N " + N + ", D " + TrainingStepBench.D + ", " + device,
              WARM_UP,
              ROUNDS,
              () -> {
                final List<Double> seconds = new ArrayList<>();
                for (int step = 0; step < STEPS_A_ROUND; step++) {
                  final long start = System.nanoTime();
                  learner.step(bag, step % TrainingStepBench.C);
                  launched.add((System.nanoTime() - start) / 1e9);
                  // The other side waits for the end of a step, too.
                  await(model);
                  seconds.add((System.nanoTime() - start) / 1e9);
                }
                least[0] = Math.min(least[0], median(seconds));
                return median(seconds);
              },
              () ->
                  median(
                      Arrays.stream(twin.ask(N + " " + STEPS_A_ROUND))
                          .map(Double::valueOf)
                          .toList()));
      print(
          "RESULT training step N %d D %d C %d: least %.2f ms, theirs/ours %.2f (medians)",
          N, TrainingStepBench.D, TrainingStepBench.C, 1000 * least[0], ratio);
      final long start = System.nanoTime();
      final int steps = STEPS_A_ROUND * ROUNDS;
      for (int step = 0; step < steps; step++) {
        learner.step(bag, step % TrainingStepBench.C);
      }
      await(model);
      print(
          "RESULT training step: launched after %.2f ms (median); %.2f ms each for %d steps that"
              + " are not waited for",
          1000 * median(launched), (System.nanoTime() - start) / 1e6 / steps, steps);
    }
  }

  /** Another kind of model, without the other side. */
  private static void time(final Bag bag, final Device device) {
    try (MilModel model =
            TrainingStepBench.RECIPE
                .kind()
                .create(
                    new ModelShape(TrainingStepBench.D, TrainingStepBench.C),
                    TrainingStepBench.RECIPE.options(),
                    1,
                    device);
        Learner learner = new Learner(model, TrainingStepBench.RECIPE, 0)) {
      learner.startEpoch();
      final List<Double> seconds = new ArrayList<>();
      for (int step = 0; step < WARM_UP + ROUNDS; step++) {
        final long start = System.nanoTime();
        learner.step(bag, step % TrainingStepBench.C);
        await(model);
        if (step >= WARM_UP) {
          seconds.add((System.nanoTime() - start) / 1e9);
        }
      }
      print(
          "RESULT training step %s N %d D %d C %d: %.2f ms (median of %d)",
          TrainingStepBench.RECIPE.kind().name(),
          N,
          TrainingStepBench.D,
          TrainingStepBench.C,
          1000 * median(seconds),
          seconds.size());
    }
  }

  private static void await(final MilModel model) {
    model.parameters().values().iterator().next().flatten().get(0).getFloat();
  }

  private static AttriMil random(final Device device) {
    return AttriMil.random(TrainingStepBench.D, TrainingStepBench.C, 1, device);
  }

  private static Twin twin(final String wanted) throws Exception {
    return new Twin(
        "bench_step.py",
        Integer.toString(TrainingStepBench.D),
        Integer.toString(TrainingStepBench.C),
        System.getProperty("ai.djl.pytorch.num_threads", "2"),
        wanted.equals("gpu") ? "cuda" : "cpu");
  }

  /** The same bag and weights on both devices: logits, scores, and the gradient of each tensor. */
  private static void check(final Bag bag, final Device device) {
    final Map<String, Tensor> cpu = numbers(bag, Device.cpu());
    final Map<String, Tensor> gpu = numbers(bag, device);
    double gradients = 0;
    String worst = "";
    for (final Map.Entry<String, Tensor> entry : cpu.entrySet()) {
      final String name = entry.getKey();
      final double difference = difference(entry.getValue().floats(), gpu.get(name).floats());
      // A shift of all attention changes nothing: the gradient of its bias is rounding alone.
      if (!name.matches("logits|scores|.*attention_c.*bias") && difference > gradients) {
        gradients = difference;
        worst = name;
      }
    }
    print(
        "RESULT training on %s differs from the CPU, relative to the largest number of each tensor:"
            + " logits %.1e, scores %.1e, gradients %.1e (%s)",
        device,
        difference(cpu.get("logits").floats(), gpu.get("logits").floats()),
        difference(cpu.get("scores").floats(), gpu.get("scores").floats()),
        gradients,
        worst);
  }

  private static Map<String, Tensor> numbers(final Bag bag, final Device device) {
    try (AttriMil model = random(device);
        NDManager scope = model.manager().newSubManager()) {
      final NDArray h = scope.create(bag.features(), new Shape(bag.size(), bag.dimension()));
      final AttriMilBackward passes = new AttriMilBackward(model, scope);
      final BagOutput out;
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        out = passes.score(new BagInput(h, bag.grid()));
        final NDArray spatial =
            SpatialConstraint.loss(
                SpatialForm.STRONGEST, BranchScores.of(scores(out)), bag.grid().neighbors());
        gradients.backward(CrossEntropy.of(out.logits(), 1).add(spatial));
      }
      final Map<String, Tensor> numbers = new LinkedHashMap<>(named(model, passes));
      numbers.put("logits", tensor(out.logits()));
      numbers.put("scores", tensor(scores(out)));
      return numbers;
    }
  }

  /** The gradient by the official names: that of the flat row as a state dict of a network. */
  private static Map<String, Tensor> named(final AttriMil model, final AttriMilBackward passes) {
    final NDArray gradient = passes.gradients().get(AttriMil.WEIGHTS);
    final NDArray weights = model.parameters().get(AttriMil.WEIGHTS);
    weights.muli(0).addi(gradient);
    return model.stateDict();
  }

  private static NDArray scores(final BagOutput out) {
    return ((PatchEvidence.Additive) out.patches()).score();
  }

  private static Tensor tensor(final NDArray array) {
    return Tensor.of(array.toFloatArray(), array.getShape().getShape());
  }

  private static double difference(final float[] expected, final float[] found) {
    double largest = 0;
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      most = Math.max(most, Math.abs(expected[i] - found[i]));
    }
    return most == 0 ? 0 : most / largest;
  }

  private static double median(final List<Double> values) {
    final double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  private static void print(final String format, final Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
