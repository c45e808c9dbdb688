package io.github.attrimil.evaluate.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.Recipes;
import io.github.attrimil.train.SmallProject;
import io.github.attrimil.train.TrainStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model on slides of another hospital, with what was chosen on its own validation slides. */
class ExternalTest {

  private static final int OWN = 15;
  private static final int OTHERS = 12;

  @TempDir private Path folder;

  private static Project trained;
  private Project home;
  private Project other;

  /** Trained once; each test works on a copy of its files. */
  @BeforeAll
  static void train(@TempDir final Path once) throws IOException {
    trained = SmallProject.twoFolds(once);
    // A model that separates its validation slides has no temperature.
    TrainStage.run(
        trained,
        new TrainStage.Request(
            "m",
            Recipes.attrimil("default", "epochs=3 patchloss=0"),
            List.of(),
            DeviceChoice.CPU,
            1,
            false),
        Job.silent());
  }

  @BeforeEach
  void write() throws IOException {
    home = SmallProject.twoFolds(folder.resolve("home"));
    Files.createDirectories(home.model("m"));
    for (final String file :
        List.of("model.json", "s_0_checkpoint.pt", "s_1_checkpoint.pt", "log.csv")) {
      Files.copy(trained.model("m").resolve(file), home.model("m").resolve(file));
    }
    other = SmallProject.write(folder.resolve("other"), OWN + OTHERS);
    for (int s = 0; s < OWN; s++) {
      Files.delete(other.features(id(s)));
    }
    label(false);
  }

  private static String id(final int slide) {
    return String.format("slide_%02d", slide);
  }

  /** The table of the other hospital, rightly labeled or the other way round. */
  private void label(final boolean flipped) {
    final CsvTable table = CsvTable.of("case_id", "slide_id", "label", "scanner");
    for (int s = OWN; s < OWN + OTHERS; s++) {
      final String label = SmallProject.label(flipped && s % 3 == 1 ? s + 1 : s);
      table.add("p" + s / 2, id(s), label, s % 2 == 0 ? "A" : "B");
    }
    table.write(other.slidesCsv());
  }

  private EvaluationSummary evaluate(
      final Project project, final String model, final Optional<Path> external, final Job job) {
    return EvaluateStage.run(
        project,
        new EvaluateStage.Request(
            model,
            OptionalInt.empty(),
            external,
            List.of("scanner"),
            LeakPolicy.REFUSE,
            DeviceChoice.CPU,
            true),
        job);
  }

  private EvaluationSummary own() {
    return EvaluateStage.run(home, "m", DeviceChoice.CPU, true, Job.silent());
  }

  @Test
  void choicesComeFromTheModelsValidationSlides() throws IOException {
    final List<OperatingPoint> chosen = own().points();
    for (final boolean flipped : new boolean[] {false, true}) {
      label(flipped);
      final Job job = Job.silent();
      final EvaluationSummary summary = evaluate(home, "m", Optional.of(other.root()), job);
      assertEquals(List.of(), job.record().warnings());
      assertEquals(chosen, summary.points());
      assertEquals(Tested.external("other"), summary.tested());
      assertEquals(OTHERS, summary.pooled().rows().size());
      assertEquals(OTHERS / 2 + 1, summary.all().patients());
      assertEquals(2, summary.subgroups().size());
      assertTrue(summary.columns().contains("external_auc"));
      assertTrue(summary.columns().stream().noneMatch(c -> c.startsWith("test_")));
    }
    final Path results = home.results("m-external-other");
    final Predictions first = Predictions.read(results.resolve("external_0.csv"));
    final Predictions second = Predictions.read(results.resolve("external_1.csv"));
    final EvaluationSummary again = evaluate(home, "m", Optional.of(other.root()), Job.silent());
    for (int i = 0; i < OTHERS; i++) {
      // Of the mean of the logits: the odds are the geometric mean of the networks' odds.
      assertEquals(Math.sqrt(odds(first, i) * odds(second, i)), odds(again.pooled(), i), 1e-9);
    }
    assertFalse(Files.exists(results.resolve("fold_0.csv")));
    // The results on its own slides are where they were.
    assertTrue(Files.exists(home.results("m").resolve("fold_0.csv")));
  }

  private static double odds(final Predictions of, final int row) {
    final double[] p = of.rows().get(row).probabilities();
    return p[1] / p[0];
  }

  @Test
  void aModelOfAnotherProjectIsExternal() throws IOException {
    final String model = home.model("m").toString();
    final List<OperatingPoint> chosen = own().points();
    final EvaluationSummary summary = evaluate(other, model, Optional.empty(), Job.silent());
    assertEquals(Tested.Kind.EXTERNAL, summary.tested().kind());
    assertEquals(chosen, summary.points());
    assertTrue(Files.exists(other.results("m-external-other").resolve("summary.csv")));
    // Its validation slides are not needed, once validation.csv is there.
    Files.delete(home.features(id(9)));
    Files.delete(home.features(id(3)));
    assertEquals(chosen, evaluate(other, model, Optional.empty(), Job.silent()).points());
    Files.delete(home.model("m").resolve("validation.csv"));
    final Job job = Job.silent();
    final EvaluationSummary without = evaluate(other, model, Optional.empty(), job);
    assertTrue(without.points().get(0).threshold().isEmpty());
    assertTrue(without.all().decided().isEmpty());
    assertTrue(
        job.record().warnings().get(0).contains("Nothing was chosen"),
        job.record().warnings().toString());
  }

  @Test
  void slidesThatTheModelLearnedFromAreLeftOut() throws IOException {
    // slide_01 is a training slide of the first fold under its own name; slide_02 a namesake.
    Files.copy(home.features(id(1)), other.features(id(1)));
    Files.copy(other.features(id(OWN)), other.features(id(2)));
    final CsvTable table = CsvTable.read(other.slidesCsv());
    table.add("q", id(1), SmallProject.label(1), "A");
    table.add("r", id(2), SmallProject.label(2), "A");
    table.write(other.slidesCsv());
    final Job job = Job.silent();
    final EvaluationSummary summary = evaluate(home, "m", Optional.of(other.root()), job);
    assertEquals(OTHERS + 1, summary.pooled().rows().size());
    final List<String> warnings = job.record().warnings();
    assertTrue(warnings.get(0).contains("excluded") && warnings.get(0).contains(id(1)));
    assertTrue(warnings.get(1).contains("taken for others") && warnings.get(1).contains(id(2)));
  }

  @Test
  void predictionsSayWhatIsNotKnown() throws IOException {
    own();
    final CsvTable table =
        CsvTable.read(
            PredictStage.run(
                other, home.model("m").toString(), List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(OTHERS, table.rows());
    final CsvTable curve = CsvTable.read(other.results("m").resolve("known_classes.csv"));
    for (int i = 0; i < OTHERS; i++) {
      final boolean known = table.number(i, "bag_score") >= table.number(i, "bag_threshold");
      assertEquals(known ? 1 : 0, table.integer(i, "known_class"));
      assertEquals(known, table.find(i, "remark").isEmpty());
      assertTrue(table.find(i, "learned_from").isEmpty());
      assertTrue(table.number(i, "fold_agreement") >= 0.5);
      final double sum = table.number(i, "calibrated_0") + table.number(i, "calibrated_1");
      assertEquals(1, sum, 1e-12);
    }
    // Maps show the same number.
    final TrainedModel model = TrainedModel.find(other, home.model("m").toString());
    final List<BagScores> scores = new ArrayList<>();
    final Bag bag = BagSource.of(other).open(table.get(0, "slide_id"), model.card().features());
    for (int k = 0; k < 2; k++) {
      try (MilModel network = model.load(k, DeviceChoice.CPU, Job.silent())) {
        scores.add(BagScores.of(network, bag));
      }
    }
    final CalibratedScores calibration = new CalibratedScores(model);
    final double[] p = calibration.of(List.of(0, 1), scores).orElseThrow();
    assertEquals(table.number(0, "calibrated_1"), p[1], 1e-9);
    for (int i = 1; i < curve.rows(); i++) {
      assertTrue(curve.number(i, "validation_below") >= curve.number(i - 1, "validation_below"));
      assertTrue(curve.number(i, "predicted_below") >= curve.number(i - 1, "predicted_below"));
    }
    // In its own project, a slide was learned from by the fold that did not hold it out.
    final CsvTable own =
        CsvTable.read(PredictStage.run(home, "m", List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(2, own.integer(6, "learned_from"));
    assertEquals(1, own.integer(0, "learned_from"));
  }
}
