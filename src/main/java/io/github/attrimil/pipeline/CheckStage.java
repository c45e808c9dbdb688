package io.github.attrimil.pipeline;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.check.CheckResult;
import io.github.attrimil.cohort.check.CohortCheck;
import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideColumns;
import io.github.attrimil.project.SlideTable;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The stage that looks for what is wrong with a cohort: writes check/check.html, check.csv and
 * counts.csv, and the most important of it to the log.
 */
public final class CheckStage {

  private static final String STAGE = "check";

  /** A log with more lines is not read. */
  private static final int MOST_LINES = 12;

  /**
   * What to check.
   *
   * @param wanted which slides
   * @param labels a table to take over as slides.csv, or nothing for the project's own
   * @param columns which columns of the table hold what
   * @param classes class names in order, or empty for the usual order
   * @param site a column of sites, or empty
   * @param splitter how the cohort is to be split
   */
  public record Request(
      SlideList.Wanted wanted,
      Optional<Path> labels,
      SlideColumns columns,
      List<String> classes,
      String site,
      Splitter splitter) {}

  private CheckStage() {}

  /**
   * Checks a project.
   *
   * @param project the project
   * @param request what to check
   * @param job takes problems and warnings
   * @return check/check.html
   * @throws AttriMilException with line and column, when the table cannot be read
   */
  public static Path run(final Project project, final Request request, final Job job) {
    final SlideTable table = table(project, request).requireLabels();
    table.takeOver(project);
    final List<SlideSource> slides = SlideList.findIfAny(project, request.wanted());
    run(
        project,
        Cohort.of(table),
        new CohortCheck.Request(
            request.classes(), request.site(), request.splitter(), slides, true, false),
        job);
    return project.check().resolve(CheckPage.NAME);
  }

  private static SlideTable table(final Project project, final Request request) {
    final Path csv = request.labels().orElse(project.slidesCsv());
    if (!Files.exists(csv)) {
      throw new AttriMilException(
          csv + " does not exist; give labels=TABLE.csv with the columns case_id, slide_id, label");
    }
    return request.labels().isPresent()
        ? SlideTable.read(csv, request.columns())
        : SlideTable.readAndNote(project, request.columns());
  }

  /**
   * Checks a cohort.
   *
   * @param project where the result is written
   * @param cohort its slides
   * @param request what to check
   * @param job takes problems and warnings
   * @return what was found
   */
  static CheckResult run(
      final Project project,
      final Cohort cohort,
      final CohortCheck.Request request,
      final Job job) {
    final long start = System.nanoTime();
    final CheckResult result = CohortCheck.run(project, wanted(project, cohort), request, job);
    final boolean page = AtomicFile.isWritten(project.check().resolve(CheckPage.NAME));
    if (!page || !result.isWritten(project.check())) {
      // The tables come last: the next run takes them for the sign that all was written.
      CheckPage.write(project, result);
      result.write(project.check());
    }
    show(result, project, job);
    job.record().stage(STAGE, "slides", cohort.slides().size());
    job.record().stage(STAGE, "problems", result.of(Level.PROBLEM).size());
    job.record().stage(STAGE, "warnings", result.of(Level.WARNING).size());
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
    return result;
  }

  /** Slides that the user excludes are in no later step. */
  private static Cohort wanted(final Project project, final Cohort cohort) {
    final ProcessList list = new ProcessList(project);
    return new Cohort(
        cohort.slides().stream().filter(s -> !list.excluded(s.slideId())).toList(),
        cohort.remarks());
  }

  /**
   * @param from the record of a check
   * @param to takes its counts and seconds
   */
  static void takeOver(final RunRecord from, final RunRecord to) {
    for (final String key : List.of("slides", "problems", "warnings", "seconds")) {
      final Object value = from.stage(STAGE, key).orElse(0);
      to.stage(STAGE, key, key.equals("seconds") ? value : (Object) Math.round((double) value));
    }
  }

  /**
   * @param result what was found
   * @return its most important problems and warnings, a line each
   */
  static List<String> lines(final CheckResult result) {
    return result.findings().stream()
        .filter(f -> f.level() != Level.NOTE)
        .limit(MOST_LINES)
        .map(
            f ->
                (f.level() == Level.PROBLEM ? "Problem: " : "")
                    + f.text()
                    + (f.remedy().isEmpty() ? "" : " " + f.remedy()))
        .toList();
  }

  private static void show(final CheckResult result, final Project project, final Job job) {
    final List<String> before = job.record().warnings();
    lines(result).stream()
        .filter(line -> before.stream().noneMatch(line::startsWith))
        .forEach(job::warn);
    job.info(
        "check: "
            + result.of(Level.PROBLEM).size()
            + " problem(s), "
            + result.of(Level.WARNING).size()
            + " warning(s), "
            + result.of(Level.NOTE).size()
            + " note(s); see "
            + project.check().resolve(CheckPage.NAME));
  }
}
