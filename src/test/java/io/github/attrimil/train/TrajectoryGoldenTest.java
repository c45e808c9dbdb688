package io.github.attrimil.train;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The preset "official" over epochs, against the authors' training loop in a fixed order. */
class TrajectoryGoldenTest {

  private static final double LOSSES = 1e-4;
  private static final double WEIGHTS_ABSOLUTE = 1e-5;

  static List<Path> trajectories() {
    final List<Path> found = new ArrayList<>(List.of(Goldens.resource("trajectory/c2")));
    Goldens.shared().ifPresent(root -> found.addAll(Goldens.folders(root, "trajectory_")));
    return found;
  }

  @ParameterizedTest
  @MethodSource("trajectories")
  void lossesAndWeightsAreTheAuthors(final Path folder) {
    final Map<String, Tensor> bags = NpzFile.read(folder.resolve("bags.npz"));
    final JsonObject steps = Goldens.json(folder.resolve("steps_f32.json")).getAsJsonObject();
    final Recipe recipe = Recipes.attrimil("official");
    assertEquals(steps.get("lr").getAsDouble(), recipe.get(TrainingOptions.RATE));
    assertEquals(steps.get("momentum").getAsDouble(), recipe.get(TrainingOptions.MOMENTUM));
    assertEquals(steps.get("weight_decay").getAsDouble(), recipe.get(TrainingOptions.DECAY));
    int epoch = -1;
    int taken = 0;
    final Map<String, Tensor> start = TensorFiles.read(folder.resolve("init.pt"));
    try (MilModel model = recipe.kind().load(start, recipe.options(), Device.cpu());
        Learner learner = new Learner(model, recipe, 0)) {
      for (final JsonElement element : steps.getAsJsonArray("steps")) {
        final JsonObject step = element.getAsJsonObject();
        if (step.get("epoch").getAsInt() > epoch) {
          epochEnd(folder, epoch, model);
          learner.startEpoch();
          epoch++;
        }
        final int bag = step.get("bag").getAsInt();
        final Learner.Terms terms =
            learner.step(
                Goldens.bag(bags, String.format("bag%02d_", bag)), step.get("label").getAsInt());
        final String what = "epoch " + epoch + ", bag " + bag + ", ";
        term(step, "ce", terms.parts().get("bag"), what);
        term(step, "spatial", terms.parts().get("spatial"), what);
        term(step, "rank", terms.parts().get("rank"), what);
        term(step, "total", terms.loss(), what);
        taken++;
      }
      final Map<String, Tensor> last = NpzFile.read(folder.resolve("final_f32.npz"));
      final Map<String, Tensor> ours = model.stateDict();
      assertEquals(last.keySet(), ours.keySet());
      last.forEach(
          (name, e) -> assertClose(name, e.floats(), ours.get(name).floats(), 0, WEIGHTS_ABSOLUTE));
    }
    assertTrue(taken >= 12, taken + " steps");
  }

  private static void term(
      final JsonObject step, final String name, final double ours, final String what) {
    final double expected = step.get(name).getAsDouble();
    assertEquals(expected, ours, LOSSES * Math.abs(expected) + 1e-7, what + name);
  }

  private static void epochEnd(final Path folder, final int epoch, final MilModel model) {
    if (epoch < 0) {
      return; // Before the first epoch.
    }
    final Path file = folder.resolve("epoch_end_f32.npz");
    final Map<String, Tensor> ours = model.stateDict();
    final String prefix = "epoch" + epoch + "|";
    NpzFile.read(file)
        .forEach(
            (name, e) -> {
              if (name.startsWith(prefix)) {
                final float[] own = ours.get(name.substring(prefix.length())).floats();
                assertClose(name, e.floats(), own, 0, WEIGHTS_ABSOLUTE);
              }
            });
  }
}
