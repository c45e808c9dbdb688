package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.TestOptions;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of the registry is trained, evaluated and predicts by the same commands. */
class EveryKindTest {

  private static final int SLIDES = 24;

  @TempDir private Path folder;

  static Stream<String> kinds() {
    return ModelKinds.all().stream().map(ModelKind::name);
  }

  private static void shell(final String command, final Project project, final String... more) {
    final DemoProject.Ran ran = DemoProject.run(command, project.root(), more);
    assertEquals(0, ran.status(), ran.err());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isTrainedEvaluatedAndPredicts(final String kind) throws IOException {
    final Project project = SmallProject.write(folder.resolve("project"), SLIDES);
    shell("split", project, "folds=2", "seed=1");
    // Noise that kinds add by default is for cohorts that are not as small.
    final String[] training =
        Stream.concat(
                Stream.of(
                    "model=m",
                    "kind=" + kind,
                    "epochs=30",
                    "rate=" + rate(kind),
                    "noise=0",
                    "device=cpu"),
                narrow(ModelKinds.named(kind)))
            .toArray(String[]::new);
    shell("train", project, training);
    shell("evaluate", project, "model=m", "device=cpu");
    shell("predict", project, "model=m", "device=cpu");

    final ModelCard card = ModelCard.read(project.model("m").resolve("model.json"));
    assertEquals(kind, card.kind());
    assertEquals(
        Recipe.of(ModelKinds.named(kind), "default").options().asMap().keySet(),
        card.training().options().keySet());
    final CsvTable log = CsvTable.read(project.model("m").resolve("log.csv"));
    assertEquals(columns(project), log.columns());
    final double first = log.number(0, "loss");
    final double last = log.number(log.rows() - 1, "loss");
    assertTrue(last < first, first + " to " + last);

    final CsvTable predictions = CsvTable.read(project.results("m").resolve("predictions.csv"));
    int right = 0;
    for (int s = 0; s < SLIDES; s++) {
      right += predictions.get(s, "class").equals(SmallProject.label(s)) ? 1 : 0;
    }
    // Two of three slides are of one class.
    assertTrue(right > SLIDES * 0.8, right + " right");

    // Its file is recognized from the names of its tensors.
    final Path file = project.checkpoint("m", 0);
    assertEquals(kind, TrainedModel.find(project, file.toString()).card().kind());

    // The same seed gives the same bytes.
    assertArrayEquals(bytes(project, "one", training), bytes(project, "two", training));
  }

  /**
   * Fast where gradients shrink steps; steps of Adam are as long as its rate, which is the kind's.
   */
  private static double rate(final String kind) {
    final Options recipe = Recipe.of(ModelKinds.named(kind), "default").options();
    return recipe.get(TrainingOptions.OPTIMIZER) == TrainingOptions.Optimizer.ADAM
        ? recipe.get(TrainingOptions.RATE)
        : 0.01;
  }

  /** The network of a short training. */
  private static byte[] bytes(final Project project, final String model, final String[] training)
      throws IOException {
    final String[] few = training.clone();
    few[0] = "model=" + model;
    few[2] = "epochs=3";
    shell("train", project, few);
    return Files.readAllBytes(project.checkpoint(model, 0));
  }

  /** The kind's options as arguments, for a network that is trained fast. */
  private static Stream<String> narrow(final ModelKind kind) {
    return TestOptions.narrow(kind.options()).asMap().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue());
  }

  private static List<String> columns(final Project project) throws IOException {
    final List<String> columns = new ArrayList<>(List.of("fold", "epoch", "loss"));
    final TrainedModel trained = TrainedModel.find(project, "m");
    try (MilModel model = trained.load(0, DeviceChoice.CPU, Job.silent());
        Objective objective =
            model.kind().objective(model, Recipe.of(model.kind(), "default").options())) {
      objective.parts().forEach(part -> columns.add(part + "_loss"));
    }
    columns.addAll(List.of("val_loss", "val_acc", "val_auc", "val_balanced_acc", "val_f1"));
    return columns;
  }
}
