package io.github.attrimil.explain;

import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PatchGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A slide's patches as a table, one row each: {@code patch}, its left top corner {@code
 * xLevel0,yLevel0} and in micrometers {@code xMicrons,yMicrons} (empty where the pixel size is not
 * known), then for each class c the model's values, and {@code n_0}...{@code n_8}, the patch's
 * index and its neighbors'.
 *
 * <p>Of a model whose scores add up: {@code score_c}, {@code attention_c} (before any exp), {@code
 * contribution_c}, {@code bias_c} and {@code logit_c}. Bias and logit are the slide's, the same in
 * every row, so that the table alone shows that the contributions and the bias add up to the logit,
 * which {@link PatchScores} has checked. Of a model that classifies each patch on its own: {@code
 * patchLogit_c}, {@code attention_c} or {@code attention} where it has any, and {@code logit_c}. Of
 * a model with attention only: {@code share_c}, {@code attention_c} and {@code logit_c}; {@code
 * share} and {@code attention} where one attention serves all classes.
 */
public final class PatchTable {

  /** One column: its name, and the value of each patch. */
  private record Column(String name, IntFunction<Object> value) {}

  private final PatchScores scores;
  private final List<Column> columns = new ArrayList<>();

  /**
   * @param scores the patches
   */
  public PatchTable(final PatchScores scores) {
    this.scores = scores;
    final boolean microns = scores.calibrated();
    add("patch", i -> i);
    add("xLevel0", i -> scores.xLevel0()[i]);
    add("yLevel0", i -> scores.yLevel0()[i]);
    add("xMicrons", i -> microns ? scores.xLevel0()[i] * scores.mppX() : null);
    add("yMicrons", i -> microns ? scores.yLevel0()[i] * scores.mppY() : null);
    for (int c = 0; c < scores.mapNames().size(); c++) {
      final float[] shown = scores.shown(c);
      add(scores.meaning().column() + ofClass(c), i -> shown[i]);
    }
    for (int c = 0; c < scores.values().attentions(); c++) {
      final String name = "attention" + (scores.oneAttention() ? "" : "_" + c);
      scores.values().attention(c).ifPresent(a -> add(name, i -> a[i]));
    }
    scores
        .additive()
        .ifPresent(
            additive -> {
              for (int c = 0; c < scores.classes(); c++) {
                final double[] parts = additive.contributions(c);
                add("contribution_" + c, i -> parts[i]);
              }
              for (int c = 0; c < scores.classes(); c++) {
                final double bias = additive.bias()[c];
                add("bias_" + c, i -> bias);
              }
            });
    for (int c = 0; c < scores.classes(); c++) {
      final double logit = scores.logit()[c];
      add("logit_" + c, i -> logit);
    }
    final int[] neighbors = scores.grid().neighbors();
    for (int k = 0; k < PatchGrid.NEIGHBORS; k++) {
      final int at = k;
      add("n_" + k, i -> neighbors[i * PatchGrid.NEIGHBORS + at]);
    }
  }

  private String ofClass(final int c) {
    return scores.oneForAll() ? "" : "_" + c;
  }

  private void add(final String name, final IntFunction<Object> value) {
    columns.add(new Column(name, value));
  }

  /**
   * @return the names of the columns
   */
  public List<String> columns() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * @param i patch
   * @return its cells, null for what is not known
   */
  public List<Object> row(final int i) {
    final List<Object> row = new ArrayList<>(columns.size());
    columns.forEach(c -> row.add(c.value().apply(i)));
    return row;
  }

  /**
   * @return the columns for a reader: with class names instead of class numbers
   */
  public List<String> headings() {
    return columns().stream().map(this::heading).toList();
  }

  private String heading(final String column) {
    final int at = column.indexOf('_');
    final boolean ofClass = at > 0 && !column.startsWith("n_");
    return ofClass
        ? column.substring(0, at + 1)
            + scores.classNames().get(Integer.parseInt(column.substring(at + 1)))
        : column;
  }

  /**
   * Writes the table as CSV.
   *
   * @param target the file to write
   * @param more further columns by name, N values each
   */
  public void write(final Path target, final Map<String, double[]> more) {
    final List<String> names = new ArrayList<>(columns());
    names.addAll(more.keySet());
    final CsvTable table = CsvTable.of(names);
    for (int i = 0; i < scores.patches(); i++) {
      final List<Object> row = row(i);
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
   * @param scores patches whose scores add up to the logit
   */
  public static void writeIdentity(final Path target, final PatchScores scores) {
    final CsvTable table = CsvTable.of("class", "name", "contributions", "bias", "logit", "error");
    for (int c = 0; c < scores.classes(); c++) {
      table.add(
          c,
          scores.classNames().get(c),
          Arrays.stream(scores.contributions(c)).sum(),
          (double) scores.additive().orElseThrow().bias()[c],
          scores.logit()[c],
          scores.identityError(c));
    }
    table.write(target);
  }
}
