package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on classes of very different sizes. */
class ImbalanceTest {

  private static final int NORMAL = 18;
  private static final int TUMOR = 2;

  @TempDir private Path folder;

  /**
   * All slides are the same, so that nothing but the classes' frequencies can be learned: of 1 in
   * 10, where bags are drawn as they come, and of 1 in 2, where classes are drawn equally often or
   * the rare one has a larger loss.
   */
  @ParameterizedTest
  @CsvSource({"sampling, 0.5, 0.12", "loss, 0.5, 0.05", "none, 0.1, 0.05"})
  void classesAreLearnedAsTheyAreBalanced(
      final String balance, final double expected, final double tolerance) {
    final Project project = new Project(folder);
    final float[] h = new float[8];
    Arrays.fill(h, 1);
    new FeatureFile(h, 4, Map.of(), Optional.empty()).write(project.features("slide"));
    final Bag bag = BagSource.of(project).open("slide");
    final Map<String, Integer> labels = new HashMap<>();
    final List<String> slides = new ArrayList<>();
    for (int s = 0; s < NORMAL + TUMOR; s++) {
      slides.add("slide_" + s);
      labels.put("slide_" + s, s < NORMAL ? 0 : 1);
    }
    final Recipe recipe =
        Recipe.of(ModelKinds.named("mean"), "default")
            .with(
                Map.of(
                    "epochs", "4",
                    "balance", balance,
                    "bags", "300",
                    "rate", "0.005",
                    "optimizer", "sgd",
                    "momentum", "0"));
    final Trainer.Result result =
        new Trainer(recipe, slide -> bag, labels, Device.cpu(), 1, Job.silent())
            .run("fold 0", 2, new Split(slides, List.of(), List.of()));
    try (MilModel model = recipe.kind().load(result.state(), recipe.options(), Device.cpu())) {
      assertEquals(expected, BagScores.of(model, bag).probabilities()[1], tolerance);
    }
  }
}
