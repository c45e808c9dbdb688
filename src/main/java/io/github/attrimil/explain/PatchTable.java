package io.github.attrimil.explain;

import ij.measure.ResultsTable;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A slide's patches as a table, one row each: {@code patch}, its left top corner {@code
 * xLevel0,yLevel0} and in micrometres {@code xMicrons,yMicrons} (empty where the pixel size is not
 * known), then {@code score_c}, {@code attention_c} (raw logits), {@code contribution_c}, {@code
 * bias_c} and {@code logit_c} for each class c, and {@code n_0}...{@code n_8}, the patch's index
 * and its neighbours', when they are known. Bias and logit are the slide's, the same in every row,
 * so that the table alone shows that the contributions and the bias add up to the logit, which
 * {@link PatchScores} has checked. A model that tells attention only has no contributions and no
 * bias.
 */
public final class PatchTable {

  private PatchTable() {}

  /**
   * Writes the table as CSV.
   *
   * @param target the file to write
   * @param scores the patches
   * @param more further columns by name, N values each
   */
  public static void write(
      final Path target, final PatchScores scores, final Map<String, double[]> more) {
    final List<String> columns = columns(scores);
    columns.addAll(more.keySet());
    final CsvTable table = CsvTable.of(columns);
    final double[][] parts = contributions(scores);
    for (int i = 0; i < scores.patches(); i++) {
      final List<Object> row = row(scores, parts, i);
      for (final double[] values : more.values()) {
        row.add(values[i]);
      }
      table.add(row.toArray());
    }
    table.write(target);
  }

  /**
   * Writes the identity as CSV, a row a class: {@code class,name,contributions,bias,logit,error}:
   * the sum of the contributions, and how far it is from the logit with the bias added.
   *
   * @param target the file to write
   * @param scores the patches of a model of attributes
   */
  public static void writeIdentity(final Path target, final PatchScores scores) {
    final CsvTable table = CsvTable.of("class", "name", "contributions", "bias", "logit", "error");
    for (int c = 0; c < scores.classes(); c++) {
      table.add(
          c,
          scores.classNames().get(c),
          Arrays.stream(scores.contributions(c)).sum(),
          scores.bias()[c],
          scores.logit()[c],
          scores.identityError(c));
    }
    table.write(target);
  }

  /**
   * Makes the table ImageJ shows.
   *
   * @param scores the patches
   * @return the columns of the CSV, with class names instead of numbers; not shown
   */
  public static ResultsTable resultsTable(final PatchScores scores) {
    final ResultsTable table = new ResultsTable(scores.patches());
    table.setPrecision(5);
    final double[][] parts = contributions(scores);
    final List<String> columns = columns(scores);
    for (int k = 0; k < columns.size(); k++) {
      columns.set(k, heading(columns.get(k), scores));
    }
    for (int i = 0; i < scores.patches(); i++) {
      final List<Object> row = row(scores, parts, i);
      for (int k = 0; k < row.size(); k++) {
        final Number value = (Number) row.get(k);
        table.setValue(columns.get(k), i, value == null ? Double.NaN : value.doubleValue());
      }
    }
    return table;
  }

  private static String heading(final String column, final PatchScores scores) {
    final int at = column.indexOf('_');
    final boolean ofClass = at > 0 && !column.startsWith("n_");
    return ofClass
        ? column.substring(0, at + 1)
            + scores.classNames().get(Integer.parseInt(column.substring(at + 1)))
        : column;
  }

  private static List<String> columns(final PatchScores scores) {
    final List<String> columns =
        new ArrayList<>(List.of("patch", "xLevel0", "yLevel0", "xMicrons", "yMicrons"));
    final List<String> kinds =
        scores.meaning() == Meaning.EVIDENCE
            ? List.of("score_", "attention_", "contribution_", "bias_", "logit_")
            : List.of("share_", "attention_", "logit_");
    for (final String what : kinds) {
      for (int c = 0; c < scores.classes(); c++) {
        columns.add(what + c);
      }
    }
    if (scores.nearest() != null) {
      for (int k = 0; k < 9; k++) {
        columns.add("n_" + k);
      }
    }
    return columns;
  }

  /** C x N, or nothing for attention. */
  public static double[][] contributions(final PatchScores scores) {
    if (scores.meaning() == Meaning.ATTENTION) {
      return new double[0][];
    }
    final double[][] parts = new double[scores.classes()][];
    for (int c = 0; c < parts.length; c++) {
      parts[c] = scores.contributions(c);
    }
    return parts;
  }

  private static List<Object> row(final PatchScores scores, final double[][] parts, final int i) {
    final List<Object> row = new ArrayList<>();
    final long x = scores.xLevel0()[i];
    final long y = scores.yLevel0()[i];
    row.add(i);
    row.add(x);
    row.add(y);
    row.add(scores.calibrated() ? x * scores.mppX() : null);
    row.add(scores.calibrated() ? y * scores.mppY() : null);
    for (final float[] score : scores.score()) {
      row.add(score[i]);
    }
    for (final float[] attention : scores.attention()) {
      row.add(attention[i]);
    }
    for (final double[] part : parts) {
      row.add(part[i]);
    }
    if (scores.meaning() == Meaning.EVIDENCE) {
      Arrays.stream(scores.bias()).forEach(row::add);
    }
    Arrays.stream(scores.logit()).forEach(row::add);
    if (scores.nearest() != null) {
      for (final int j : scores.nearest()[i]) {
        row.add(j);
      }
    }
    return row;
  }
}
