package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TestOptions;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every kind in the registry does in a training: three classes, slides of one patch and more
 * whose places are not known, reduced features.
 */
class KindTrainingTest {

  private static final int D = 8;
  private static final int C = 3;
  private static final int EPOCHS = 4;

  /** Patches of a slide: even and odd numbers, of kinds that need several, fewer too. */
  private static final int[] SIZES = {1, 2, 3, 5, 9, 12, 1, 17, 2};

  private final Map<String, Bag> bags = new LinkedHashMap<>();
  private final Map<String, Integer> labels = new LinkedHashMap<>();

  static List<ModelKind> kinds() {
    return ModelKinds.all();
  }

  private Split split() {
    final Random random = new Random(4);
    for (int s = 0; s < SIZES.length; s++) {
      final float[] h = new float[SIZES[s] * D];
      for (int i = 0; i < h.length; i++) {
        h[i] = (float) random.nextGaussian();
      }
      bags.put("s" + s, new Bag("s" + s, h, FeatureCard.of(D), PatchGrid.unplaced(SIZES[s])));
      labels.put("s" + s, s % C);
    }
    final List<String> ids = List.copyOf(bags.keySet());
    return new Split(ids.subList(0, 6), ids.subList(6, 9), List.of());
  }

  /** The kind's own recipe, with noise and averages where it has them. */
  private static Recipe recipe(final ModelKind kind) {
    final Map<String, String> brief =
        Map.of("epochs", "" + EPOCHS, "bags", "6", "reduction", "5", "restarts", "0");
    return Recipe.of(kind, "default")
        .with(TestOptions.narrow(Recipe.of(kind, "default").options()).asMap())
        .with(brief);
  }

  private Trainer trainer(final Recipe recipe, final Job job) {
    return new Trainer(recipe, bags::get, labels, Device.cpu(), 3, job);
  }

  /** Arrays alive anywhere in the process. */
  private static int arrays() {
    try (NDManager any = Compute.engine().newBaseManager(Device.cpu())) {
      return any.getParentManager().getManagedArrays().size();
    }
  }

  private static void assertSame(
      final Map<String, Tensor> expected, final Map<String, Tensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((k, v) -> assertArrayEquals(v.floats(), found.get(k).floats(), k));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isSavedResumedAndCanceledWithNothingLeft(final ModelKind kind) {
    final Split split = split();
    final Recipe recipe = recipe(kind);
    final AtomicInteger asked = new AtomicInteger();
    final Job counting = new Job("test", Listeners.NOBODY, () -> asked.incrementAndGet() < 0);
    final List<Trainer.Snapshot> taken = new ArrayList<>();
    final Trainer.Result whole =
        trainer(recipe, counting)
            .run(
                "fold 0",
                C,
                split,
                Optional.empty(),
                e -> taken.add(new Trainer.Snapshot(e.snapshot().get(), List.copyOf(e.epochs()))));
    assertEquals(EPOCHS, whole.epochs().size());
    assertEquals(lossOf(kind, whole, recipe, split.val()), lossOfBestEpoch(whole), 1e-5);

    // As after a kill: from a snapshot, in the middle of the training.
    final List<Trainer.Snapshot> ends = new ArrayList<>();
    final Trainer.Result resumed =
        trainer(recipe, Job.silent())
            .run(
                "fold 0",
                C,
                split,
                Optional.of(taken.get(1)),
                e -> ends.add(new Trainer.Snapshot(e.snapshot().get(), List.copyOf(e.epochs()))));
    assertEquals(whole.epochs(), resumed.epochs());
    assertSame(whole.state(), resumed.state());
    // Of the last epoch, too, which need not be the best.
    assertSame(taken.get(EPOCHS - 1).state(), ends.get(ends.size() - 1).state());

    // The numbers that losses are weighted by, which are kept for the next training, are known now.
    final int before = arrays();
    final int half = asked.get() / 2;
    final AtomicInteger again = new AtomicInteger();
    final Job canceled = new Job("test", Listeners.NOBODY, () -> again.incrementAndGet() > half);
    assertThrows(CanceledException.class, () -> trainer(recipe, canceled).run("fold 0", C, split));
    assertEquals(half + 1, again.get(), "bags go on after a cancel");
    assertEquals(before, arrays());
  }

  private static double lossOfBestEpoch(final Trainer.Result result) {
    return result.epochs().get(result.bestEpoch()).validation().loss();
  }

  /** Of the weights that are saved. */
  private double lossOf(
      final ModelKind kind,
      final Trainer.Result result,
      final Recipe recipe,
      final List<String> ids) {
    try (MilModel model = Reduction.load(kind, result.state(), recipe.options(), Device.cpu())) {
      return ids.stream()
          .mapToDouble(
              id -> kind.validationLoss(BagScores.of(model, bags.get(id)).logits(), labels.get(id)))
          .average()
          .orElseThrow();
    }
  }
}
