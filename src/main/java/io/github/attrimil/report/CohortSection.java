package io.github.attrimil.report;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.report.chart.SplitBars;
import io.github.attrimil.report.chart.SplitMatrix;
import io.github.attrimil.report.chart.SplitMatrix.Use;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlReport.Drawing;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which slides of which patients there are, and what each fold does with them. */
final class CohortSection {

  private static final String[] PARTS = {"training", "validation", "test"};

  private final Subject of;
  private final Map<String, Integer> classOf = new HashMap<>();
  private final Map<String, String> patients;

  private CohortSection(final Subject of) {
    this.of = of;
    this.patients = of.patients();
    of.cohort()
        .ifPresent(
            c ->
                c.labeled()
                    .forEach(s -> classOf.put(s.slideId(), of.classes().indexOf(s.label()))));
    of.pooled().rows().forEach(r -> classOf.put(r.slideId(), r.truth()));
  }

  static void add(final HtmlReport html, final Subject of) {
    final CohortSection section = new CohortSection(of);
    html.section(of.summary().tested().kind() == Tested.Kind.TEST ? "Cohort and splits" : "Cohort");
    section.counts(html);
    if (of.summary().tested().kind() != Tested.Kind.TEST) {
      section.tested(html);
    } else if (of.splits().isEmpty()) {
      html.paragraph(
          "The slides that the model was trained on are not recorded, so that no picture of the"
              + " splits can be drawn.");
    } else {
      section.pictures(html);
    }
    section.table(html);
    section.findings(html);
  }

  /** What `check` found, which may be a while ago. */
  private void findings(final HtmlReport html) {
    final Optional<CheckFindings> found = CheckFindings.of(of.slides());
    if (found.isEmpty()) {
      return;
    }
    final List<List<Object>> rows = new ArrayList<>();
    found.get().problems().forEach(f -> rows.add(row("problem", f)));
    found.get().warnings().forEach(f -> rows.add(row("warning", f)));
    if (rows.isEmpty()) {
      html.paragraph("The last check of the cohort found no problems and gave no warnings.");
    } else {
      html.fold(
          "What the last check of the cohort found (" + found.get().text() + ")",
          h ->
              h.table(
                  new HtmlTable(
                      "Findings of check",
                      List.of("Level", "Topic", "Finding", "What to do"),
                      rows)));
    }
  }

  private static List<Object> row(final String level, final CheckFindings.Finding finding) {
    return List.of(level, finding.topic(), finding.text(), finding.remedy());
  }

  private void counts(final HtmlReport html) {
    final List<Cohort.LabeledSlide> labeled =
        of.cohort().map(Cohort::labeled).orElse(List.of()).stream()
            .filter(s -> of.classes().contains(s.label()))
            .toList();
    if (labeled.isEmpty()) {
      html.paragraph("The table of slides (slides.csv) was not found.");
      return;
    }
    final String each =
        of.classes().stream()
            .map(
                name -> {
                  final List<Cohort.LabeledSlide> own =
                      labeled.stream().filter(s -> s.label().equals(name)).toList();
                  return name
                      + ": "
                      + Digits.count(own.size(), "slide")
                      + " of "
                      + Digits.count(patients(own), "patient");
                })
            .collect(Collectors.joining("; "));
    final int unlabeled = of.cohort().orElseThrow().slides().size() - labeled.size();
    html.paragraph(
        "The table of slides has "
            + Digits.count(labeled.size(), "labeled slide")
            + " of "
            + Digits.count(patients(labeled), "patient")
            + ". "
            + each
            + "."
            + (unlabeled > 0 ? " Without a label: " + Digits.count(unlabeled, "slide") + "." : ""));
  }

  private long patients(final List<Cohort.LabeledSlide> slides) {
    return slides.stream().map(s -> patients.get(s.slideId())).distinct().count();
  }

  /** Slides that are of no part of a split. */
  private void tested(final HtmlReport html) {
    final List<String> slides = of.pooled().rows().stream().map(Predictions.Row::slideId).toList();
    html.drawings(
        new Drawing(
            SplitBars.draw(
                List.of(
                    new SplitBars.Bar(
                        "Evaluated", List.of(new SplitBars.Part("slides", counts(slides))))),
                of.classes()),
            "Slides that were evaluated.",
            "Colors show classes."));
  }

  private void pictures(final HtmlReport html) {
    final List<SplitBars.Bar> bars = new ArrayList<>();
    for (int k = 0; k < of.splits().size(); k++) {
      final List<SplitBars.Part> parts = new ArrayList<>();
      for (int p = 0; p < PARTS.length; p++) {
        parts.add(new SplitBars.Part(PARTS[p], counts(part(of.splits().get(k), p))));
      }
      bars.add(new SplitBars.Bar("Fold " + k, parts));
    }
    final List<Drawing> drawings = new ArrayList<>();
    drawings.add(
        new Drawing(
            SplitBars.draw(bars, of.classes()),
            "Slides of each fold.",
            "From left to right: training, validation, test. Colors show classes."));
    if (of.splits().size() > 1) {
      drawings.add(matrix());
    }
    html.drawings(drawings);
  }

  private Drawing matrix() {
    final Map<String, Integer> first = new HashMap<>(); // fold that tests the slide
    for (int k = 0; k < of.splits().size(); k++) {
      for (final String slide : of.splits().get(k).test()) {
        first.putIfAbsent(slide, k);
      }
    }
    final List<String> slides =
        of.splits().stream()
            .flatMap(
                s -> IntStream.range(0, PARTS.length).boxed().flatMap(p -> part(s, p).stream()))
            .distinct()
            .sorted(
                Comparator.<String>comparingInt(s -> classOf.getOrDefault(s, -1))
                    .thenComparing(s -> first.getOrDefault(s, of.splits().size()))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    final List<Use[]> uses = new ArrayList<>();
    for (final Split split : of.splits()) {
      final List<Set<String>> parts =
          List.of(Set.copyOf(split.train()), Set.copyOf(split.val()), Set.copyOf(split.test()));
      uses.add(
          slides.stream()
              .map(
                  s ->
                      parts.get(2).contains(s)
                          ? Use.TEST
                          : parts.get(1).contains(s)
                              ? Use.VALIDATION
                              : parts.get(0).contains(s) ? Use.TRAIN : Use.NONE)
              .toArray(Use[]::new));
    }
    final long tested =
        IntStream.range(0, slides.size())
            .filter(i -> uses.stream().anyMatch(u -> u[i] == Use.TEST))
            .count();
    final String caption =
        Digits.number(tested)
            + " of "
            + Digits.count(slides.size(), "slide")
            + (slides.size() == 1 ? " is" : " are")
            + " tested by at least one fold that did not train on them.";
    return new Drawing(
        SplitMatrix.draw(uses, counts(slides), "What each fold does with each slide: " + caption),
        "Which slides each fold holds out.",
        caption);
  }

  private static List<String> part(final Split split, final int p) {
    return p == 0 ? split.train() : p == 1 ? split.val() : split.test();
  }

  private long[] counts(final List<String> slides) {
    final long[] counts = new long[of.classes().size()];
    for (final String slide : slides) {
      final int c = classOf.getOrDefault(slide, -1);
      if (c >= 0) {
        counts[c]++;
      }
    }
    return counts;
  }

  private void table(final HtmlReport html) {
    final List<String> header = new ArrayList<>(List.of("Part"));
    header.addAll(of.classes());
    header.addAll(List.of("All slides", "Patients"));
    final List<List<Object>> rows = new ArrayList<>();
    final boolean own = of.summary().tested().kind() == Tested.Kind.TEST;
    for (int k = 0; own && k < of.splits().size(); k++) {
      for (int p = 0; p < PARTS.length; p++) {
        rows.add(row("Fold " + k + ", " + PARTS[p], part(of.splits().get(k), p)));
      }
    }
    rows.add(
        row(
            own ? "Distinct test slides" : "Evaluated slides",
            of.pooled().rows().stream().map(Predictions.Row::slideId).toList()));
    html.fold(
        "Numbers of slides and patients",
        h -> h.table(new HtmlTable("Slides by class, and patients", header, rows)));
  }

  private List<Object> row(final String name, final List<String> slides) {
    final List<Object> cells = new ArrayList<>(List.of(name));
    Arrays.stream(counts(slides)).forEach(cells::add);
    cells.add(slides.size());
    cells.add(slides.stream().map(s -> patients.getOrDefault(s, s)).distinct().count());
    return cells;
  }
}
