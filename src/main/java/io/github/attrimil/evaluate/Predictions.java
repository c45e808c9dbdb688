package io.github.attrimil.evaluate;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.metrics.Confusion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A model's predictions of labeled slides: one row for each slide, C classes. As a file it is the
 * official tester's table: {@code slide_id,Y,Y_hat,p_0,...,p_{C-1}}.
 *
 * @param rows the slides, at least one, all with the same C &gt;= 2
 */
public record Predictions(List<Row> rows) {

  // Wide enough for many classes rounded to three digits.
  private static final double SUM_TOLERANCE = 5e-3;

  /**
   * One slide.
   *
   * @param slideId its id
   * @param truth its class Y, 0 to C-1
   * @param predicted the class the model predicted, 0 to C-1
   * @param probabilities C numbers in [0, 1]; they sum to 1, but for models that score each class
   *     on its own; not copied
   */
  public record Row(String slideId, int truth, int predicted, double[] probabilities) {

    /** Checks the values. */
    public Row {
      final int classes = probabilities.length;
      if (slideId.isBlank() || classes < 2) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "A prediction needs a slide id and two classes or more, not '%s' and %d",
                slideId,
                classes));
      }
      check(slideId, "Y", truth, classes);
      check(slideId, "Y_hat", predicted, classes);
      for (final double p : probabilities) {
        if (!(p >= 0 && p <= 1)) {
          throw new AttriMilException(
              String.format(
                  Locale.ROOT,
                  "Slide '%s' has the probability %s: it must be between 0 and 1",
                  slideId,
                  p));
        }
      }
    }

    private static void check(
        final String slideId, final String what, final int value, final int classes) {
      if (value < 0 || value >= classes) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "Slide '%s' has %s = %d: with %d classes it must be 0 to %d",
                slideId,
                what,
                value,
                classes,
                classes - 1));
      }
    }

    /**
     * @return whether the model predicted the true class
     */
    public boolean correct() {
      return truth == predicted;
    }
  }

  /** Checks that there are rows and that their classes agree. */
  public Predictions {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new AttriMilException("There are no predictions: give at least one labeled slide");
    }
    final int classes = rows.get(0).probabilities().length;
    for (final Row row : rows) {
      if (row.probabilities().length != classes) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "Slide '%s' has %d probabilities, '%s' has %d: they must be of one model",
                row.slideId(),
                row.probabilities().length,
                rows.get(0).slideId(),
                classes));
      }
    }
  }

  /**
   * @return C
   */
  public int classes() {
    return rows.get(0).probabilities().length;
  }

  /**
   * @return how often slides of each class were predicted as each class
   */
  public Confusion confusion() {
    return Confusion.of(
        classes(),
        rows.stream().mapToInt(Row::truth).toArray(),
        rows.stream().mapToInt(Row::predicted).toArray());
  }

  /**
   * @return whether the probabilities of every slide sum to 1; those of a model that scores each
   *     class on its own do not
   */
  public boolean exclusive() {
    return rows.stream()
        .allMatch(r -> Math.abs(Arrays.stream(r.probabilities()).sum() - 1) <= SUM_TOLERANCE);
  }

  /**
   * @param c a class
   * @return for each slide, whether c is its true class
   */
  public boolean[] isTruly(final int c) {
    final boolean[] is = new boolean[rows.size()];
    for (int i = 0; i < is.length; i++) {
      is[i] = rows.get(i).truth() == c;
    }
    return is;
  }

  /**
   * @param c a class
   * @return each slide's probability of c
   */
  public double[] probability(final int c) {
    return rows.stream().mapToDouble(r -> r.probabilities()[c]).toArray();
  }

  /**
   * Reads a table; columns other than these are ignored.
   *
   * @param file a CSV file with slide_id, Y, Y_hat, p_0, p_1, ...
   * @return its rows
   * @throws AttriMilException when a column is missing, a value is not as {@link Row} requires, or
   *     a slide comes twice
   */
  public static Predictions read(final Path file) {
    final CsvTable table = CsvTable.read(file).require("slide_id", "Y", "Y_hat", "p_0", "p_1");
    int classes = 2;
    while (table.has("p_" + classes)) {
      classes++;
    }
    final List<Row> rows = new ArrayList<>();
    final Set<String> seen = new HashSet<>();
    for (int i = 0; i < table.rows(); i++) {
      final double[] p = new double[classes];
      for (int c = 0; c < classes; c++) {
        p[c] = table.number(i, "p_" + c);
      }
      final String id = table.get(i, "slide_id");
      if (!seen.add(id)) {
        throw new AttriMilException(
            table.where(i, "slide_id") + " is '" + id + "' again: keep one row for each slide");
      }
      final int truth = table.whole(i, "Y");
      final int predicted = table.whole(i, "Y_hat");
      try {
        rows.add(new Row(id, truth, predicted, p));
      } catch (final AttriMilException e) {
        throw new AttriMilException(table.where(i, "slide_id") + ": " + e.getMessage(), e);
      }
    }
    if (rows.isEmpty()) {
      throw new AttriMilException(file + " has no rows: it needs one for each slide");
    }
    return new Predictions(rows);
  }

  /**
   * Writes the table with all digits.
   *
   * @param file the CSV file to write
   * @throws AttriMilException when it cannot be written
   */
  public void write(final Path file) {
    final List<String> columns = new ArrayList<>(List.of("slide_id", "Y", "Y_hat"));
    for (int c = 0; c < classes(); c++) {
      columns.add("p_" + c);
    }
    final CsvTable table = CsvTable.of(columns);
    for (final Row row : rows) {
      final List<Object> cells =
          new ArrayList<>(List.of(row.slideId(), row.truth(), row.predicted()));
      Arrays.stream(row.probabilities()).forEach(cells::add);
      table.add(cells.toArray());
    }
    table.write(file);
  }

  /**
   * Pools the test slides of several folds. Intervals assume independent slides, so one tested in
   * several folds counts once: with the probabilities of the mean of its logits, the most probable
   * class predicted.
   *
   * @param folds tables of models with the same classes, at least one
   * @return each slide once, in order of first appearance
   * @throws AttriMilException when classes differ or a slide has two truths
   */
  public static Predictions pool(final List<Predictions> folds) {
    final Map<String, List<Row>> bySlide = new LinkedHashMap<>();
    for (final Predictions fold : folds) {
      fold.rows.forEach(r -> bySlide.computeIfAbsent(r.slideId(), s -> new ArrayList<>()).add(r));
    }
    new Predictions(bySlide.values().stream().flatMap(List::stream).toList());
    return new Predictions(bySlide.values().stream().map(Predictions::mean).toList());
  }

  private static Row mean(final List<Row> rows) {
    final Row first = rows.get(0);
    if (rows.size() == 1) {
      return first;
    }
    for (final Row row : rows) {
      if (row.truth() != first.truth()) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "Slide '%s' has Y = %d in one fold and %d in another: correct its label",
                first.slideId(),
                first.truth(),
                row.truth()));
      }
    }
    final double[] p = Temperature.mean(rows.stream().map(Row::probabilities).toList());
    int best = 0;
    for (int c = 0; c < p.length; c++) {
      best = p[c] > p[best] ? c : best;
    }
    return new Row(first.slideId(), first.truth(), best, p);
  }
}
