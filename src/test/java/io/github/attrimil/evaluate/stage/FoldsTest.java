package io.github.attrimil.evaluate.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two imbalanced folds whose networks disagree: all weights are 0 but the classes' biases, so that
 * each fold gives every slide the softmax of its own.
 */
class FoldsTest {

  private static final String MODEL = "m";
  private static final int SLIDES = 24; // 8 of them tumor: 1, 4, 7, ...

  /** Fold 0: p_1 = 3/4; fold 1: p_1 = 1/5. */
  private static final float[][] BIAS = {
    {0, (float) Math.log(3)}, {(float) Math.log(4), 0},
  };

  private static final double[] TUMOR = {0.75, 0.2};

  @TempDir private Path folder;

  private Project project;

  @BeforeEach
  void write() throws IOException {
    project = SmallProject.write(folder, SLIDES);
    Files.createDirectories(project.split(0).getParent());
    Files.createDirectories(project.model(MODEL));
    // Test slides: 1 tumor of 4, and 2 of 7.
    split(0, List.of(0, 1, 2, 3), List.of(4, 5, 6));
    split(1, List.of(8, 9, 10, 11, 12, 13, 14), List.of(15, 16));
    for (int k = 0; k < BIAS.length; k++) {
      TorchFile.write(project.checkpoint(MODEL, k), network(BIAS[k]));
    }
    new ModelCard(
            "attrimil",
            MODEL,
            List.of("normal", "tumor"),
            new FeatureCard(SmallProject.DIMENSION, "", "", 0, 0),
            new ModelCard.Training(2, 1, "default", Map.of(), List.of(), "test", List.of()),
            IntStream.range(0, 2)
                .mapToObj(k -> FoldSplit.of(project.split(k), Split.read(project.split(k))))
                .toList())
        .write(project.model(MODEL).resolve("model.json"));
  }

  private void split(final int k, final List<Integer> test, final List<Integer> val) {
    final List<Integer> train = new ArrayList<>(IntStream.range(0, SLIDES).boxed().toList());
    train.removeAll(test);
    train.removeAll(val);
    new Split(ids(train), ids(val), ids(test)).write(project.split(k));
  }

  private static List<String> ids(final List<Integer> slides) {
    return slides.stream().map(s -> String.format("slide_%02d", s)).toList();
  }

  private static Map<String, Tensor> network(final float[] bias) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    try (AttriMil any = AttriMil.random(SmallProject.DIMENSION, 2, 1, Device.cpu())) {
      any.stateDict()
          .forEach(
              (name, t) ->
                  state.put(
                      name,
                      Tensor.of(
                          name.equals("bias") ? bias : new float[t.floats().length], t.shape())));
    }
    return state;
  }

  @Test
  void eachFoldIsMeasuredWithItsOwnNetwork() {
    final EvaluationSummary summary =
        EvaluateStage.run(project, MODEL, DeviceChoice.CPU, false, Job.silent());
    for (int k = 0; k < 2; k++) {
      final EvaluationSummary.Fold fold = summary.folds().get(k);
      final Predictions file =
          Predictions.read(project.results(MODEL).resolve("fold_" + k + ".csv"));
      assertEquals(k == 0 ? 4 : 7, file.rows().size());
      for (final Predictions part : List.of(file, fold.test(), fold.validation().orElseThrow())) {
        for (final Predictions.Row row : part.rows()) {
          assertEquals(TUMOR[k], row.probabilities()[1], 1e-6, row.slideId());
          assertEquals(1 - k, row.predicted(), row.slideId());
        }
      }
    }
    // Fold 0 says tumor of all: 1 of 4 is right. Fold 1 says normal of all: 5 of 7 are.
    assertEquals(0.25, summary.rows().get(0).get("test_acc").orElseThrow(), 1e-12);
    assertEquals(5 / 7.0, summary.rows().get(1).get("test_acc").orElseThrow(), 1e-12);
    assertEquals((0.25 + 5 / 7.0) / 2, summary.mean("test_acc").orElseThrow(), 1e-12);
    assertEquals(6 / 11.0, summary.pooledAccuracy().estimate(), 1e-12);
    // Pairs of a tumor and a normal slide that are in order, ties half: of 3 x 8.
    assertEquals(
        (3 * 0.5 + 5 + 2 * 5 * 0.5) / 24, summary.pooledAuc().orElseThrow().estimate(), 1e-12);
  }

  @Test
  void aPredictionIsTheMeanOverFolds() {
    final CsvTable table =
        CsvTable.read(PredictStage.run(project, MODEL, List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(SLIDES, table.rows());
    for (int i = 0; i < SLIDES; i++) {
      // Of the mean of the logits: the odds are the geometric mean of 3 and 1/4.
      final double odds = Math.sqrt(3 * 0.25);
      assertEquals(1 / (1 + odds), table.number(i, "p_0"), 1e-6);
      assertEquals(odds / (1 + odds), table.number(i, "p_1"), 1e-6);
      // One rule: their softmax is p.
      assertEquals(
          table.number(i, "p_1") / table.number(i, "p_0"),
          Math.exp(table.number(i, "logit_1") - table.number(i, "logit_0")),
          1e-12);
      assertEquals(0.5, table.number(i, "fold_agreement"), 0);
      assertEquals("normal", table.get(i, "class"));
    }
  }
}
