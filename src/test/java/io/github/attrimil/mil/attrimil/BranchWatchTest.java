package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class BranchWatchTest {

  /** Keeps the warnings. */
  public static final class Warnings implements Job.Listener {

    public final List<String> lines = new ArrayList<>();

    @Override
    public void info(final String message) {}

    @Override
    public void warn(final String message) {
      lines.add(message);
    }

    @Override
    public void progress(final String message, final long done, final long total) {}

    public Job job() {
      return new Job("train", this, () -> false);
    }
  }

  private final BranchWatch watch = new BranchWatch(2, "do this");

  @Test
  void noWarningOfBranchesAlike() {
    watch.add(new float[] {1, -2, 3, 0.5f}, new float[] {0, 0.1f, -1, 1});
    assertEquals(List.of(), watch.endEpoch(0));
    assertEquals(List.of(), watch.endEpoch(1));
  }

  @Test
  void warnsOnceOfABranchWithoutAttention() {
    final List<String> warnings = new ArrayList<>();
    for (int epoch = 3; epoch < 6; epoch++) {
      watch.add(new float[] {1, 1, 2, -1}, new float[] {0, -4, 0, -4});
      warnings.addAll(watch.endEpoch(epoch));
    }
    assertEquals(1, warnings.size());
    final String line = warnings.get(0);
    assertTrue(line.startsWith("epoch 3") && line.contains("class 1"), line);
    assertTrue(line.contains("1.8%") && line.endsWith("do this"), line);
  }

  @Test
  void warnsOfABranchWithoutEvidence() {
    watch.add(new float[] {0.01f, 1, 0.01f, -1}, new float[] {0, 0, 0, 0});
    final List<String> warnings = watch.endEpoch(0);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("class 0"), warnings.get(0));
  }

  @Test
  void eachEpochIsJudgedByItself() {
    watch.add(new float[] {9, 9, 8, 8}, new float[] {5, 5, 5, 5});
    assertEquals(List.of(), watch.endEpoch(0));
    watch.add(new float[] {1, 0.02f, 2, 0.02f}, new float[] {0, 0, 0, 0});
    final List<String> warnings = watch.endEpoch(1);
    assertTrue(warnings.get(0).contains("epoch 1"), warnings.toString());
  }

  @Test
  void warnsOfEqualScores() {
    watch.add(new float[] {0.3f, 0.3f, 0.3f, 0.3f}, new float[] {0, 0, 0, 0});
    final List<String> warnings = watch.endEpoch(0);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("same score, 0.300"), warnings.get(0));
  }

  /** Trains a network whose branch 1 has next to no attention, for one bag. */
  private static String warning(final Options recipe) {
    final Map<String, Tensor> state;
    try (AttriMil even = AttriMil.zeroInitialized(2, 2, 0, Device.cpu())) {
      state = even.stateDict();
    }
    state.put("attention_nets.1.attention_c.bias", Tensor.of(new float[] {-9}, 1));
    try (AttriMil model = AttriMil.of(state, Device.cpu());
        NDManager scope = model.manager().newSubManager();
        Objective objective = model.kind().objective(model, recipe)) {
      objective.startEpoch(0);
      final NDArray h = scope.create(new float[] {1, 2, -3, 1}, new Shape(2, 2));
      final Gradients.Step step = model.kind().gradients(model).begin(scope);
      objective.loss(step, new BagInput(h, PatchGrid.unplaced(2)), 1).later().run();
      return String.join("|", objective.endEpoch(0));
    }
  }

  /** The advice was preset=default whatever was used, and so also when that was used. */
  @Test
  void adviceFitsTheRecipe() {
    final ModelKind kind = new AttriMilKind();
    final String official = warning(kind.recipe("official"));
    assertTrue(official.contains("class 1") && official.contains("preset=default"), official);
    final String usual = warning(kind.recipe("default"));
    assertTrue(usual.contains("class 1") && !usual.contains("preset"), usual);
    assertTrue(usual.contains("seed=") && usual.contains("rate="), usual);
    assertTrue(!usual.contains("spatial"), usual);
    final String spatial = warning(kind.recipe("default").with(AttriMilOptions.SPATIAL, 1.0));
    assertTrue(spatial.contains("spatial=0") && !spatial.contains("preset"), spatial);
  }
}
