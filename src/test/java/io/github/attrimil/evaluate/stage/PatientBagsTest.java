package io.github.attrimil.evaluate.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.TableGuide;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With bag=patient a patient is learned from, tested and predicted as one: the lesions of the ill
 * are in one of their two slides.
 */
class PatientBagsTest {

  private static final int PATIENTS = 12;

  @TempDir private Path folder;

  private Project project;

  @BeforeEach
  void write() throws IOException {
    project = SmallProject.writePatients(folder, PATIENTS);
    final List<String> ids = new ArrayList<>(project.slidesWithFeatures());
    new Split(ids.subList(0, 12), ids.subList(12, 16), ids.subList(16, 24)).write(project.split(0));
  }

  private void train() {
    TrainStage.run(
        project,
        new TrainStage.Request(
            "m",
            Recipes.attrimil("default", "bag=patient epochs=3"),
            List.of(),
            DeviceChoice.CPU,
            1,
            false),
        Job.silent());
  }

  /** What the network gives to the patches of both slides together. */
  private double p1(final int patient, final String[] slides) {
    final Bagging.Unit unit =
        new Bagging.Unit(String.format("patient_%02d", patient), List.of(slides));
    try (MilModel network =
        TrainedModel.find(project, "m").load(0, DeviceChoice.CPU, Job.silent())) {
      return BagScores.of(network, BagSource.of(project).open(unit)).probabilities()[1];
    }
  }

  @Test
  void patientsAreTestedAndPredicted() {
    train();
    final Path results = project.results("m");
    final EvaluationSummary summary =
        EvaluateStage.run(project, "m", DeviceChoice.CPU, false, Job.silent());
    assertEquals(4, summary.pooled().rows().size());
    final CsvTable test = CsvTable.read(results.resolve("fold_0.csv"));
    final CsvTable bags = CsvTable.read(results.resolve("bags.csv"));
    assertEquals(4, test.rows());
    assertEquals(8, bags.rows());
    final TableGuide.Table guide = TableGuide.read().find("results/m/bags.csv").orElseThrow();
    bags.columns().forEach(column -> assertTrue(guide.column(column).isPresent(), column));
    for (int row = 0; row < 4; row++) {
      final int patient = 8 + row;
      assertEquals(String.format("patient_%02d", patient), test.get(row, "slide_id"));
      final String[] slides = {
        String.format("slide_%02d", 2 * patient), String.format("slide_%02d", 2 * patient + 1)
      };
      for (int i = 0; i < 2; i++) {
        assertEquals(test.get(row, "slide_id"), bags.get(2 * row + i, "case_id"));
        assertEquals(slides[i], bags.get(2 * row + i, "slide_id"));
      }
      assertEquals(patient % 2, test.integer(row, "Y"));
      assertEquals(p1(patient, slides), test.number(row, "p_1"), 1e-9);
    }
    assertEquals(2, CsvTable.read(results.resolve("validation_0.csv")).rows());
    // What was written is read again, and the same.
    final EvaluationSummary again =
        EvaluateStage.run(project, "m", DeviceChoice.CPU, false, Job.silent());
    assertEquals(summary.pooled().rows().size(), again.pooled().rows().size());

    // One slide stands for its patient.
    final CsvTable some =
        CsvTable.read(
            PredictStage.run(
                project, "m", List.of("slide_17", "slide_19"), DeviceChoice.CPU, Job.silent()));
    assertEquals(2, some.rows());
    for (int row = 0; row < 2; row++) {
      assertEquals(test.get(row, "slide_id"), some.get(row, "slide_id"));
      assertEquals(
          bags.get(2 * row, "slide_id") + ";" + bags.get(2 * row + 1, "slide_id"),
          some.get(row, "slides"));
      assertEquals(test.number(row, "p_1"), some.number(row, "p_1"), 1e-9);
      assertEquals(0, some.integer(row, "learned_from"));
    }
    final CsvTable all =
        CsvTable.read(PredictStage.run(project, "m", List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(PATIENTS, all.rows());
    assertEquals(1, all.integer(0, "learned_from"));
  }

  @Test
  void aPatientWithTwoLabelsIsRefused() throws IOException {
    final Path csv = project.slidesCsv();
    Files.writeString(csv, Files.readString(csv).replace("slide_03,tumor", "slide_03,normal"));
    final AttriMilException e = assertThrows(AttriMilException.class, this::train);
    for (final String word : List.of("patient_01", "slide_02", "slide_03", "bag=slide")) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }
}
