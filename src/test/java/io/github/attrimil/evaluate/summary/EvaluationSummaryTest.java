package io.github.attrimil.evaluate.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Metrics;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationSummaryTest {

  private static final Predictions SEPARATED =
      Tables.binary(new int[] {0, 0, 1, 1}, 0.1, 0.2, 0.65, 0.9);
  private static final Predictions HALF = Tables.binary(new int[] {0, 1, 1}, 0.6, 0.8, 0.4);
  private static final Predictions ONE_CLASS = Tables.binary(new int[] {1}, 0.9);

  @TempDir Path folder;

  private static EvaluationSummary.Fold fold(final int k, final Predictions test) {
    return new EvaluationSummary.Fold(k, test, Optional.empty());
  }

  private static Predictions renamed(final Predictions p, final String prefix) {
    return new Predictions(
        p.rows().stream()
            .map(
                r ->
                    new Predictions.Row(
                        prefix + r.slideId(), r.truth(), r.predicted(), r.probabilities()))
            .toList());
  }

  @Test
  void writesTheOfficialColumnsFirstAndLeavesUndefinedFiguresEmpty() {
    final EvaluationSummary s =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(0, SEPARATED, Optional.of(HALF)),
                fold(3, renamed(HALF, "h")),
                fold(4, renamed(ONE_CLASS, "o"))),
            1);
    s.write(folder);
    final CsvTable t = CsvTable.read(folder.resolve("summary.csv"));
    assertEquals(List.of("folds", "test_auc", "test_acc"), t.columns().subList(0, 3));
    assertEquals(3, t.integer(1, "folds"));
    assertEquals(1, t.number(0, "test_auc"));
    assertEquals(0.5, t.number(1, "test_auc"));
    assertEquals(Optional.empty(), t.find(2, "test_auc"));
    assertEquals(1.0 / 3, t.number(1, "test_acc"));
    assertEquals(0.5, t.number(0, "val_auc"));
    assertEquals(Optional.empty(), t.find(1, "val_auc"));
    assertEquals(0.7, t.number(0, "threshold_youden"), 1e-15);
    assertEquals(0.5, t.number(0, "test_sensitivity_youden"));
    assertEquals(1, t.number(0, "test_specificity_youden"));
    assertEquals(4, t.integer(0, "test_slides"));
    assertEquals(3, Predictions.read(folder.resolve("fold_3.csv")).rows().size());

    final CsvTable means = CsvTable.read(folder.resolve("summary_mean.csv"));
    assertEquals("test_auc", means.get(0, "metric"));
    assertEquals(2, means.integer(0, "folds"));
    assertEquals(0.75, means.number(0, "mean"));
    assertEquals(Math.sqrt(0.125), means.number(0, "sd"), 1e-15);
    assertEquals(OptionalDouble.empty(), s.sd("val_auc"));
    assertThrows(AttriMilException.class, () -> s.mean("no_such"));
  }

  @Test
  void poolsTheTestSlidesOfAllFolds() {
    final EvaluationSummary s =
        EvaluationSummary.of(List.of(fold(0, SEPARATED), fold(1, renamed(HALF, "h"))), 1);
    assertEquals(7, s.pooled().rows().size());
    // Positives .65 .9 .8 .4 against .1 .2 .6: 3 + 3 + 3 + 2 of 12.
    assertEquals(11.0 / 12, s.pooledAuc().orElseThrow().estimate(), 1e-15);
    assertEquals(5.0 / 7, s.pooledAccuracy().estimate(), 1e-15);
  }

  @Test
  void summarizesMoreClassesWithoutAThreshold() {
    final Predictions test = Tables.random(2, "t", 30, 3, 1);
    final EvaluationSummary s =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(0, test, Optional.of(Tables.random(3, "v", 30, 3, 1)))),
            1);
    assertTrue(s.columns().contains("test_sensitivity_2"));
    assertTrue(s.columns().stream().noneMatch(c -> c.endsWith("youden")));
    assertEquals(Metrics.auc(test), s.mean("test_auc"));
    assertThrows(AttriMilException.class, () -> EvaluationSummary.of(List.of(), 1));
  }
}
