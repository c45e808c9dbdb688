package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What `check` last found in a cohort, by its table.
 *
 * @param problems findings that make results wrong
 * @param warnings findings that make them misleading
 */
record CheckFindings(List<Finding> problems, List<Finding> warnings) {

  private static final String FILE = "check.csv";

  /**
   * One finding.
   *
   * @param topic a word
   * @param text what was found
   * @param remedy what to do, may be empty
   */
  record Finding(String topic, String text, String remedy) {}

  /**
   * @param project whose cohort it is
   * @return the findings; nothing where the cohort was not checked
   */
  static Optional<CheckFindings> of(final Project project) {
    final Path file = project.check().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      final CsvTable table = CsvTable.read(file).require("level", "topic", "finding");
      return Optional.of(new CheckFindings(of(table, "problem"), of(table, "warning")));
    } catch (final AttriMilException e) {
      return Optional.empty(); // as if it had not been checked
    }
  }

  private static List<Finding> of(final CsvTable table, final String level) {
    final List<Finding> findings = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      if (table.find(row, "level").orElse("").equals(level)) {
        findings.add(
            new Finding(
                table.find(row, "topic").orElse(""),
                table.find(row, "finding").orElse(""),
                table.find(row, "remedy").orElse("")));
      }
    }
    return findings;
  }

  /**
   * @return for example "0 problems, 2 warnings"
   */
  String text() {
    return Digits.count(problems.size(), "problem")
        + ", "
        + Digits.count(warnings.size(), "warning");
  }
}
