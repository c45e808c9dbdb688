package io.github.attrimil.map;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.attrimil.job.AttriMilException;

/**
 * A slide's map as ImageJ shows it.
 *
 * @param overlay the overview with the map of one class over it
 * @param scores the same map as 32-bit image
 * @param table a row a patch
 */
public record FijiMap(ImagePlus overlay, ImagePlus scores, ResultsTable table) {

  /**
   * Makes the images of one class.
   *
   * @param map the slide's map
   * @param label the class, or empty for the class predicted
   * @return images and table, not shown
   */
  public static FijiMap of(final MapStage.Result map, final String label) {
    final PatchScores scores = map.scores();
    final int c =
        label == null || label.isBlank() ? scores.predicted() : scores.classNames().indexOf(label);
    if (c < 0) {
      throw new AttriMilException(
          "label=" + label + " is none of the model's classes " + scores.classNames());
    }
    final ScoreMap drawn = ScoreMap.of(scores, c);
    final ScoreColors colors = ScoreColors.of(scores.score()[c]);
    return new FijiMap(
        FijiOverlay.of(scores, c, drawn, colors, map.overview()),
        ScoreImage.of(scores, c, drawn, colors),
        PatchTable.resultsTable(scores));
  }

  /**
   * Shows a table as the Results of Fiji, where macros count its rows.
   *
   * @param table the table
   * @param inFiji whether this runs in Fiji, with a display or without
   */
  public static void showInFiji(final ResultsTable table, final boolean inFiji) {
    if (inFiji) {
      table.show("Results");
    }
  }
}
