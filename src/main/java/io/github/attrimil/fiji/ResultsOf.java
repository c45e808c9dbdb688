package io.github.attrimil.fiji;

import ij.measure.ResultsTable;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.PatchTable;
import java.util.List;

/** A slide's patches as the table that ImageJ shows. */
final class ResultsOf {

  private ResultsOf() {}

  /**
   * @param scores the patches
   * @return the columns of scores.csv, with class names instead of numbers; not shown
   */
  static ResultsTable patches(final PatchScores scores) {
    final ResultsTable results = new ResultsTable(scores.patches());
    results.setPrecision(5);
    final PatchTable table = new PatchTable(scores);
    final List<String> headings = table.headings();
    for (int i = 0; i < scores.patches(); i++) {
      final List<Object> row = table.row(i);
      for (int k = 0; k < row.size(); k++) {
        final Number value = (Number) row.get(k);
        results.setValue(headings.get(k), i, value == null ? Double.NaN : value.doubleValue());
      }
    }
    return results;
  }
}
