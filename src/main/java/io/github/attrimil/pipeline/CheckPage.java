package io.github.attrimil.pipeline;

import io.github.attrimil.cohort.check.CheckResult;
import io.github.attrimil.cohort.check.CheckResult.Count;
import io.github.attrimil.cohort.check.Finding;
import io.github.attrimil.cohort.check.Finding.Level;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.chart.SplitBars;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of a cohort's check: what must be corrected first, then what to keep in mind. */
final class CheckPage {

  /** The page's file name. */
  static final String NAME = "check.html";

  /** Lists of names longer than this are in check.csv. */
  private static final int MOST_NAMES = 200;

  /** As many are named in the text of a finding. */
  private static final int NAMED = 5;

  /** Pictures of more folds are not readable. */
  private static final int MOST_FOLDS = 20;

  private final CheckResult result;
  private final HtmlReport html;

  private CheckPage(final Project project, final CheckResult result) {
    this.result = result;
    this.html = HtmlReport.title("Cohort check: " + project.root().getFileName());
  }

  /**
   * @param project where to: check/check.html
   * @param result what was found
   */
  static void write(final Project project, final CheckResult result) {
    final CheckPage page = new CheckPage(project, result);
    page.head();
    page.findings(
        Level.PROBLEM,
        "Problems to correct first",
        "A later step refuses these, or its results would be wrong.");
    page.findings(
        Level.WARNING,
        "Warnings",
        "You can continue, but results may mislead. Describe these points when you report the"
            + " study.");
    page.counts();
    page.findings(Level.NOTE, "Notes", "Good to know; nothing is wrong.");
    page.html.write(project.check().resolve(NAME));
  }

  private void head() {
    final int problems = result.of(Level.PROBLEM).size();
    final int warnings = result.of(Level.WARNING).size();
    html.lead(
        problems > 0
            ? "This cohort is not ready: "
                + problems
                + (problems == 1 ? " problem needs" : " problems need")
                + " your correction before you train a model."
            : warnings > 0
                ? "This cohort can be used. Read the "
                    + (warnings == 1 ? "warning" : warnings + " warnings")
                    + " first."
                : "This cohort can be used; no problem was found that a program can detect.");
    final Map<String, String> figures = new LinkedHashMap<>();
    final List<Count> all = result.counts().stream().filter(c -> c.fold() < 0).toList();
    figures.put("Labeled slides", Integer.toString(all.stream().mapToInt(Count::slides).sum()));
    all.forEach(
        c ->
            figures.put(
                c.label(),
                c.slides()
                    + (c.slides() == 1 ? " slide of " : " slides of ")
                    + c.patients()
                    + (c.patients() == 1 ? " patient" : " patients")));
    html.figures(figures);
  }

  private void findings(final Level level, final String heading, final String meaning) {
    final List<Finding> findings = result.of(level);
    if (findings.isEmpty()) {
      return;
    }
    html.section(heading).paragraph(meaning);
    html.table(
        new HtmlTable(
            heading,
            List.of("Topic", "What was found", "What to do"),
            findings.stream().map(f -> List.of(f.topic().title(), f.text(), f.remedy())).toList()));
    for (final Finding f : findings) {
      if (f.who().size() > NAMED) {
        html.fold(
            f.topic().title() + ": all " + f.who().size() + " names",
            h ->
                h.paragraph(
                    f.who().stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (f.who().size() > MOST_NAMES
                            ? ", and "
                                + (f.who().size() - MOST_NAMES)
                                + " more, which check.csv lists"
                            : "")));
      }
    }
  }

  private void counts() {
    final List<Integer> folds =
        result.counts().stream().map(Count::fold).filter(k -> k >= 0).distinct().toList();
    if (folds.isEmpty() || result.classes().isEmpty()) {
      return;
    }
    html.section("Slides and patients of each part");
    final List<SplitBars.Bar> bars = new ArrayList<>();
    final List<List<Object>> rows = new ArrayList<>();
    for (final int k : folds) {
      final List<SplitBars.Part> parts = new ArrayList<>();
      for (final String part : List.of("train", "val", "test")) {
        final List<Count> counts =
            result.counts().stream().filter(c -> c.fold() == k && c.part().equals(part)).toList();
        parts.add(new SplitBars.Part(part, counts.stream().mapToLong(Count::slides).toArray()));
        final List<Object> row = new ArrayList<>(List.of("Fold " + k + ", " + part));
        counts.forEach(c -> row.add(c.slides() + " (" + c.patients() + ")"));
        rows.add(row);
      }
      bars.add(new SplitBars.Bar("Fold " + k, parts));
    }
    if (bars.size() <= MOST_FOLDS) {
      html.drawings(
          new HtmlReport.Drawing(
              SplitBars.draw(bars, result.classes()),
              "Slides of each fold.",
              "From left to right: training, validation, test. Colors show classes."));
    }
    final List<String> header = new ArrayList<>(List.of("Part"));
    header.addAll(result.classes());
    html.fold(
        "Numbers of slides, and of patients in parentheses",
        h -> h.table(new HtmlTable("Slides (patients) of each class", header, rows)));
  }
}
