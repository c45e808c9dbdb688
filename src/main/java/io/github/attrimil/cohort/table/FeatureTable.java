package io.github.attrimil.cohort.table;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table of features: a row for each instance, with the bag's id, the bag's label and D numbers,
 * or the label first. Rows of a bag need not be next to each other; their order is kept. This is
 * the layout of the benchmarks of multiple instance learning, such as MUSK.
 *
 * @param dimension D
 * @param bags in the order of their first rows
 */
record FeatureTable(int dimension, List<LabeledBag> bags) {

  private static final int FIXED = 2; // columns before the features

  /**
   * One bag.
   *
   * @param id a file name everywhere
   * @param label the class's name
   * @param features N x D, flat
   */
  record LabeledBag(String id, String label, float[] features) {}

  /** The rows of a bag, and where its label stands first. */
  private record Rows(String label, List<Integer> rows) {}

  /**
   * @param csv the table
   * @param layout where bags and labels stand
   * @param job asked for each row whether to stop
   * @return its bags
   * @throws AttriMilException with line and column, where the table is not as described
   */
  static FeatureTable read(final Path csv, final TableLayout layout, final Job job) {
    final CsvTable table = CsvTable.read(csv, layout::named, job::checkCanceled);
    final int dimension = table.columns().size() - FIXED;
    if (dimension < 1 || table.rows() == 0) {
      throw new AttriMilException(
          csv
              + " has "
              + table.columns().size()
              + " column(s) and "
              + table.rows()
              + " row(s); it needs a column of bags, one of labels and one for each feature,"
              + " separated by commas, and a row for each instance");
    }
    final List<LabeledBag> bags = new ArrayList<>();
    grouped(table, layout.bag(table))
        .forEach(
            (id, rows) -> {
              job.checkCanceled();
              bags.add(new LabeledBag(id, rows.label(), values(table, rows)));
            });
    return new FeatureTable(dimension, List.copyOf(bags));
  }

  private static Map<String, Rows> grouped(final CsvTable table, final int bagAt) {
    final String bag = column(table, bagAt);
    final String label = column(table, 1 - bagAt);
    final Map<String, Rows> bags = new LinkedHashMap<>();
    final Map<String, String> spelled = new LinkedHashMap<>();
    for (int row = 0; row < table.rows(); row++) {
      final String id = whole(Project.checkName(table, row, bag));
      final String before = spelled.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
      if (before != null && !before.equals(id)) {
        throw new AttriMilException(
            table.where(row, bag)
                + ": the bags \""
                + before
                + "\" and \""
                + id
                + "\" differ only in case, and would share a file on Windows and macOS; rename"
                + " one");
      }
      final String its = whole(table.get(row, label));
      final Rows rows = bags.computeIfAbsent(id, i -> new Rows(its, new ArrayList<>()));
      if (!rows.label().equals(its)) {
        throw new AttriMilException(
            table.where(row, label)
                + " is '"
                + CsvTable.quote(its)
                + "', and an earlier row of the bag \""
                + id
                + "\" has '"
                + CsvTable.quote(rows.label())
                + "'; give all rows of a bag its label, or, where "
                + (bagAt == 0 ? "labels" : "bags")
                + " come first, give first="
                + (bagAt == 0 ? "label" : "bag"));
      }
      rows.rows().add(row);
    }
    return bags;
  }

  private static String column(final CsvTable table, final int index) {
    final String name = table.columns().get(index);
    if (name.isEmpty()) {
      throw new AttriMilException(
          table.where()
              + ", line 1: the column "
              + (index + 1)
              + " has no name; name the first two columns bag and label, or give header=no");
    }
    return name;
  }

  /** 1.0, as pandas writes whole numbers beside empty cells, is 1. */
  private static String whole(final String text) {
    return text.matches("-?\\d{1,15}\\.0+") ? text.substring(0, text.indexOf('.')) : text;
  }

  private static float[] values(final CsvTable table, final Rows rows) {
    final List<String> columns = table.columns();
    final int dimension = columns.size() - FIXED;
    final float[] values = new float[rows.rows().size() * dimension];
    int at = 0;
    for (final int row : rows.rows()) {
      for (int c = FIXED; c < columns.size(); c++) {
        final float value = (float) table.number(row, c);
        if (!Float.isFinite(value)) {
          throw new AttriMilException(
              table.where(row, c)
                  + " is '"
                  + CsvTable.quote(table.row(row).get(c))
                  + "', which is not a finite number: correct it, or remove the row");
        }
        values[at++] = value;
      }
    }
    return values;
  }

  /**
   * @return the distinct labels, sorted
   */
  List<String> labels() {
    return bags.stream().map(LabeledBag::label).distinct().sorted().toList();
  }

  /**
   * @return how many instances all bags have
   */
  int instances() {
    return bags.stream().mapToInt(b -> b.features().length / dimension).sum();
  }

  /**
   * @return slides.csv of the bags: a case for each bag
   */
  CsvTable slides() {
    final CsvTable table = CsvTable.of("case_id", "slide_id", "label");
    bags.forEach(b -> table.add(b.id(), b.id(), b.label()));
    return table;
  }
}
