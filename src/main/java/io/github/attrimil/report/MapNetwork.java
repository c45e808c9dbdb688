package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a map is of the network that gave a slide's prediction. It need not be: a model that was
 * trained again keeps older maps, and a slide of several folds has one map.
 */
final class MapNetwork {

  /** Larger differences of probabilities are no rounding. */
  private static final double SAME = 0.01;

  /** Larger tables are not read for this. */
  private static final long MOST_BYTES = 16L << 20;

  private MapNetwork() {}

  /**
   * @param maps the folder of a slide's maps
   * @param row the slide's prediction
   * @param exclusive whether probabilities of the model sum to 1
   * @return the probability of the predicted class by the map's network, where it differs; nothing
   *     where it is the same or not known
   */
  static Optional<Double> other(
      final Path maps, final Predictions.Row row, final boolean exclusive) {
    final Path scores = maps.resolve("scores.csv");
    try {
      if (!Files.isRegularFile(scores) || Files.size(scores) > MOST_BYTES) {
        return Optional.empty();
      }
      final CsvTable table = CsvTable.read(scores);
      final double[] logits = new double[row.probabilities().length];
      for (int c = 0; c < logits.length; c++) {
        logits[c] = table.number(0, "logit_" + c);
      }
      final double p = probability(logits, row.predicted(), exclusive);
      return Math.abs(p - row.probabilities()[row.predicted()]) > SAME
          ? Optional.of(p)
          : Optional.empty();
    } catch (final AttriMilException | IOException e) {
      return Optional.empty(); // a table of another version, or none: nothing is known
    }
  }

  private static double probability(final double[] logits, final int c, final boolean exclusive) {
    if (!exclusive) {
      return 1 / (1 + Math.exp(-logits[c]));
    }
    double sum = 0;
    for (final double logit : logits) {
      sum += Math.exp(logit - logits[c]);
    }
    return 1 / sum;
  }
}
