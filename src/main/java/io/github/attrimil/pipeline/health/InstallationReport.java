package io.github.attrimil.pipeline.health;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the installation check found, for a user to read and for a post in a forum. */
public final class InstallationReport {

  private final List<Finding> findings;

  InstallationReport(final List<Finding> findings) {
    this.findings = List.copyOf(findings);
  }

  /**
   * @return the value of each component, by its name
   */
  public Map<String, String> values() {
    final Map<String, String> values = new LinkedHashMap<>();
    findings.forEach(f -> values.put(f.what(), f.value()));
    return values;
  }

  /**
   * @return problems that leave everything usable, each with its remedy
   */
  public List<String> warnings() {
    return problems(false);
  }

  /**
   * @return what is missing, each with its remedy
   */
  public List<String> missing() {
    return problems(true);
  }

  private List<String> problems(final boolean missing) {
    return findings.stream()
        .filter(f -> f.isProblem() && f.missing() == missing)
        .map(f -> f.what() + ": " + f.problem() + ". " + f.remedy())
        .toList();
  }

  /**
   * Shows each component and each problem.
   *
   * @param job receives a line for each component, and a warning for each problem
   * @throws AttriMilException naming what is missing, each with its remedy
   */
  public void show(final Job job) {
    values().forEach((what, value) -> job.info(what + ": " + value));
    values().forEach((what, value) -> job.record().version(what, value));
    warnings().forEach(job::warn);
    if (!missing().isEmpty()) {
      throw new AttriMilException(String.join("; ", missing()));
    }
    job.info(
        warnings().isEmpty()
            ? "All components found."
            : "All components found, with " + warnings().size() + " warning(s).");
  }

  /**
   * @return plain text without user names and home folders
   */
  public String text() {
    final StringBuilder text = new StringBuilder("AttriMIL installation report\n\n");
    values().forEach((what, value) -> text.append(what).append(": ").append(value).append('\n'));
    text.append('\n');
    final List<String> missing = missing();
    final List<String> warnings = warnings();
    if (missing.isEmpty() && warnings.isEmpty()) {
      text.append("No problems found.\n");
    }
    missing.forEach(line -> text.append("Missing: ").append(line).append('\n'));
    warnings.forEach(line -> text.append("Warning: ").append(line).append('\n'));
    return Anonymous.text(
        text.toString(), System.getProperty("user.home"), System.getProperty("user.name"));
  }
}
