package io.github.attrimil.cohort.check;

import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the checks of a cohort found.
 *
 * @param classes class names in order, empty where the labels make none
 * @param counts slides and patients of each class, in all and in each part of each fold
 * @param findings problems first
 */
public record CheckResult(List<String> classes, List<Count> counts, List<Finding> findings) {

  private static final String CHECK = "check.csv";
  private static final String COUNTS = "counts.csv";

  /**
   * Slides and patients of a class.
   *
   * @param fold from 0, or -1 for the whole cohort
   * @param part all, train, val or test
   * @param label the class
   * @param slides how many slides
   * @param patients how many patients
   */
  public record Count(int fold, String part, String label, int slides, int patients) {}

  /** Keeps copies. */
  public CheckResult {
    classes = List.copyOf(classes);
    counts = List.copyOf(counts);
    findings = List.copyOf(findings);
  }

  /**
   * @param level a level
   * @return the findings of it
   */
  public List<Finding> of(final Level level) {
    return findings.stream().filter(f -> f.level() == level).toList();
  }

  /**
   * Writes check.csv, a row a finding: level, topic, finding, remedy, count, who; and counts.csv, a
   * row for each class of each part: fold, part, label, slides, patients.
   *
   * @param folder where to
   */
  public void write(final Path folder) {
    findingTable().write(folder.resolve(CHECK));
    countTable().write(folder.resolve(COUNTS));
  }

  /**
   * @param folder where it may have been written
   * @return whether it was, just as it is
   */
  public boolean isWritten(final Path folder) {
    return same(folder.resolve(CHECK), findingTable())
        && same(folder.resolve(COUNTS), countTable());
  }

  private static boolean same(final Path file, final CsvTable wanted) {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return CsvTable.read(file).hasRowsOf(wanted);
    } catch (final AttriMilException e) {
      // Damaged, or edited: written again.
      return false;
    }
  }

  private CsvTable findingTable() {
    final CsvTable rows = CsvTable.of("level", "topic", "finding", "remedy", "count", "who");
    for (final Finding f : findings) {
      rows.add(
          f.level().name().toLowerCase(Locale.ROOT),
          f.topic().title(),
          f.text(),
          f.remedy(),
          f.who().size(),
          String.join("; ", f.who()));
    }
    return rows;
  }

  private CsvTable countTable() {
    final CsvTable table = CsvTable.of("fold", "part", "label", "slides", "patients");
    for (final Count c : counts) {
      table.add(c.fold() < 0 ? "" : c.fold(), c.part(), c.label(), c.slides(), c.patients());
    }
    return table;
  }
}
