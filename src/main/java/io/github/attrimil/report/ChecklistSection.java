package io.github.attrimil.report;

import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a report of a prediction model should state, and how much of it this page does: the items of
 * TRIPOD+AI (Collins et al., BMJ 2024, doi:10.1136/bmj-2023-078378) in short words, each with what
 * was found in the project's files.
 */
final class ChecklistSection {

  private ChecklistSection() {}

  static void add(final HtmlReport html, final Subject of) {
    html.section("Reporting checklist (TRIPOD+AI)");
    final List<List<Object>> rows = new ArrayList<>();
    final ChecklistFacts facts = new ChecklistFacts(of);
    final List<ChecklistFacts.Fact> found = new ArrayList<>();
    for (final TripodItem item : TripodItem.values()) {
      final ChecklistFacts.Fact fact = facts.of(item);
      found.add(fact);
      rows.add(List.of(item.number(), item.topic(), fact.state().words(), fact.text()));
    }
    html.paragraph(
        "The items of TRIPOD+AI (Collins et al., BMJ 2024, doi:10.1136/bmj-2023-078378), in short"
            + " words. What the program can know is filled in from the project's files; the rest"
            + " is for the authors of a study. "
            + Stream.of(ChecklistFacts.State.values())
                .map(s -> s.words() + ": " + found.stream().filter(f -> f.state() == s).count())
                .collect(Collectors.joining(", "))
            + ".");
    html.fold(
        "All " + rows.size() + " items",
        h ->
            h.table(
                new HtmlTable(
                    "TRIPOD+AI items",
                    List.of("Item", "What to report", "State", "What this project's files show"),
                    rows)));
  }
}
