package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A fixed list of test slides: a table with a column slide_id, such as a dataset table of the test
 * cohort, or a file with an id in each line.
 */
final class TestList {

  private static final String SLIDE = "slide_id";
  private static final int NAMED = 5;

  private TestList() {}

  /**
   * @param file the list
   * @param cohort the slides that may be meant
   * @param job warned of slides that are not in the cohort or have no label
   * @return the labeled slides that are tested
   * @throws AttriMilException when none of them is in the cohort, or all are
   */
  static Set<String> read(final Path file, final Cohort cohort, final Job job) {
    final CsvTable table =
        CsvTable.read(
            file,
            first ->
                first.size() > 1
                    || first.stream().anyMatch(c -> plain(c).equals("slideid"))
                    || first.stream().anyMatch(c -> plain(c).equals("test")));
    final String column = column(table);
    final SplitIds ids = new SplitIds(cohort.slides().stream().map(s -> s.slideId()).toList());
    final Set<String> labeled = new HashSet<>();
    cohort.labeled().forEach(s -> labeled.add(s.slideId()));
    final Set<String> tested = new LinkedHashSet<>();
    final List<String> others = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      final String cell = table.find(row, column).orElse("").strip();
      if (!cell.isEmpty()) {
        final String id = ids.find(table, row, column, cell);
        if (labeled.contains(id)) {
          tested.add(id);
        } else {
          others.add(id);
        }
      }
    }
    if (tested.isEmpty()) {
      throw new AttriMilException(
          file
              + ": none of its "
              + others.size()
              + " slide(s) has a label in slides.csv"
              + (others.isEmpty() ? "" : ", for example \"" + others.get(0) + "\"")
              + "; list slides of slides.csv");
    }
    if (tested.size() == labeled.size()) {
      throw new AttriMilException(
          file + " lists every slide with a label, so none is left to train on; shorten the list");
    }
    if (!others.isEmpty()) {
      job.warn(
          file
              + ": "
              + others.size()
              + " slide(s) have no label or no features and are not tested: "
              + others.stream().limit(NAMED).toList());
    }
    return tested;
  }

  private static String column(final CsvTable table) {
    if (table.columns().size() == 1) {
      return table.columns().get(0);
    }
    return table.columns().stream()
        .filter(c -> plain(c).equals("slideid"))
        .findFirst()
        .orElseGet(() -> table.has("test") ? "test" : table.require(SLIDE).columns().get(0));
  }

  private static String plain(final String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", "");
  }
}
