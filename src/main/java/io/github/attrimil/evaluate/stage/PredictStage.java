package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stage from a model and features to predictions, without labels: writes
 * results/NAME/predictions.csv. A model of several folds predicts as their mean: of probabilities,
 * and of logits.
 */
public final class PredictStage {

  private static final String STAGE = "predict";

  private PredictStage() {}

  /**
   * Predicts slides.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param slides slide ids, or empty for all that have features
   * @param device where networks compute
   * @param job shows progress
   * @return the table
   */
  public static Path run(
      final Project project,
      final String modelName,
      final List<String> slides,
      final DeviceChoice device,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    final List<String> ids = slides.isEmpty() ? withFeatures(project) : slides;
    final int classes = model.card().classes().size();
    final List<MilModel> networks = new ArrayList<>();
    // Kept by slide, so that the table is in order whatever fails.
    final Map<String, Object[]> rows = new TreeMap<>();
    try {
      for (int k = 0; k < model.checkpoints().size(); k++) {
        networks.add(model.load(k, device, job));
      }
      // Without stamps: other slides may be asked for, and one table holds them all.
      new Stage(STAGE, project, false, job)
          .slides(
              ids,
              id ->
                  Plan.always(
                      () -> {
                        rows.put(id, row(project, model, networks, id, classes, job));
                        return Made.done();
                      }));
    } finally {
      networks.forEach(MilModel::close);
    }
    final List<String> columns = new ArrayList<>(List.of("slide_id", "Y_hat"));
    for (final String what : List.of("p_", "logit_")) {
      for (int c = 0; c < classes; c++) {
        columns.add(what + c);
      }
    }
    columns.add("class");
    final CsvTable table = CsvTable.of(columns);
    rows.values().forEach(table::add);
    final Path csv = project.results(model.card().name()).resolve("predictions.csv");
    table.write(csv);
    return csv;
  }

  private static Object[] row(
      final Project project,
      final TrainedModel model,
      final List<MilModel> networks,
      final String id,
      final int classes,
      final Job job) {
    final Bag bag = BagSource.of(project).open(id, model.card().features());
    final double[] p = new double[classes];
    final double[] logits = new double[classes];
    for (final MilModel network : networks) {
      final BagScores scores = BagScores.of(network, bag);
      for (int c = 0; c < classes; c++) {
        p[c] += scores.probabilities()[c] / networks.size();
        logits[c] += scores.logits()[c] / (double) networks.size();
      }
    }
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = p[c] > p[best] ? c : best;
    }
    final Object[] row = new Object[3 + 2 * classes];
    row[0] = id;
    row[1] = best;
    for (int c = 0; c < classes; c++) {
      row[2 + c] = p[c];
      row[2 + classes + c] = logits[c];
    }
    row[row.length - 1] = model.card().classes().get(best);
    return row;
  }

  private static List<String> withFeatures(final Project project) {
    final List<String> ids = project.slidesWithFeatures();
    if (ids.isEmpty()) {
      throw new AttriMilException(
          project.features("x").getParent()
              + " holds no features; run `features` first, or give slides=FOLDER");
    }
    return ids;
  }
}
