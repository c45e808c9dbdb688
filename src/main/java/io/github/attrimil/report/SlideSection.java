package io.github.attrimil.report;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.report.page.HtmlCard;
import io.github.attrimil.report.page.HtmlImage;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row for each test slide with its pictures: wrong ones first, the surest mistakes at the top,
 * then right ones, the least certain first. In folds of ten; the page stays small enough to be sent
 * by mail, whatever the number of slides.
 */
final class SlideSection {

  /** Characters that pictures may take: 12 MiB. */
  static final long PICTURES = 12L << 20;

  /** Slides in one fold. */
  static final int PAGE = 10;

  /** Slides that are shown where no slide has pictures. */
  static final int BARE = 50;

  /** Slides in the table. */
  static final int MOST = 2_000;

  private final Subject of;
  private final Job job;
  private final Map<String, String> patients;
  private final Map<String, String> folds = new HashMap<>();
  private long room = PICTURES;

  private SlideSection(final Subject of, final Job job) {
    this.of = of;
    this.job = job;
    this.patients = of.patients();
    for (final EvaluationSummary.Fold fold : of.summary().folds()) {
      for (final Predictions.Row row : fold.test().rows()) {
        folds.merge(row.slideId(), Integer.toString(fold.number()), (a, b) -> a + ", " + b);
      }
    }
  }

  static void add(final HtmlReport html, final Subject of, final Job job) {
    html.section("Slides");
    new SlideSection(of, job).add(html);
  }

  private void add(final HtmlReport html) {
    final List<Predictions.Row> wrong = sorted(false);
    final List<Predictions.Row> right = sorted(true);
    html.paragraph(
        (wrong.isEmpty()
                ? "No slide is misclassified. "
                : Digits.count(wrong.size(), "slide")
                    + (wrong.size() == 1 ? " is" : " are")
                    + " misclassified"
                    + (wrong.size() == 1 ? ". " : "; the most confident mistakes come first. "))
            + "Look at the slides themselves: mistakes often have a visible cause, such as"
            + " a wrong label, pen marks, blur, or tissue that no other slide has. Slides are in"
            + " groups of ten; in print, closed groups are omitted.");
    if (!of.pooled().exclusive()) {
      html.paragraph(
          "The model scores each class on its own, so that the p of a slide need not sum to 1. The"
              + " class with the largest p is predicted.");
    }
    final Cards cards = new Cards(job.progress("report", "slides", wrong.size() + right.size()));
    cards.pages(html, "Misclassified", wrong);
    cards.pages(html, "Correct, least certain first", right);
    cards.note(html);
    table(html, wrong, right);
  }

  private List<Predictions.Row> sorted(final boolean correct) {
    final Comparator<Predictions.Row> byCertainty =
        Comparator.comparingDouble(SlideSection::certainty);
    return of.pooled().rows().stream()
        .filter(r -> r.correct() == correct)
        .sorted(correct ? byCertainty : byCertainty.reversed())
        .toList();
  }

  /** How far the predicted class is above the next. */
  private static double certainty(final Predictions.Row row) {
    double next = 0;
    for (int c = 0; c < row.probabilities().length; c++) {
      next = c == row.predicted() ? next : Math.max(next, row.probabilities()[c]);
    }
    return row.probabilities()[row.predicted()] - next;
  }

  /** Writes the rows, with pictures while there is room. */
  private final class Cards {

    private final SlidePictures pictures = new SlidePictures(of);
    private final Progress progress;
    private int rows;
    private int withPictures;

    Cards(final Progress progress) {
      this.progress = progress;
    }

    void pages(final HtmlReport html, final String name, final List<Predictions.Row> slides) {
      for (int from = 0; from < slides.size() && !exhausted(); from += PAGE) {
        final List<Predictions.Row> page =
            slides.subList(from, Math.min(from + PAGE, slides.size()));
        html.page(
            page.size() == slides.size()
                ? name + " (" + Digits.count(slides.size(), "slide") + ")"
                : name + ": " + (from + 1) + " to " + (from + page.size()) + " of " + slides.size(),
            rows == 0,
            h -> page.forEach(row -> h.card(card(row))));
        rows += page.size();
      }
    }

    /** Rows without pictures would repeat the table. */
    private boolean exhausted() {
      return room <= 0 || withPictures == 0 && rows >= BARE;
    }

    private HtmlCard card(final Predictions.Row row) {
      job.checkCanceled();
      final List<String> slides = of.slidesOf(row.slideId());
      final List<HtmlImage> images =
          new ArrayList<>(room > 0 ? pictures.of(row, slides) : List.of());
      final long size = images.stream().mapToLong(HtmlImage::characters).sum();
      room -= size;
      if (room < 0 && size > 0) {
        images.clear();
      }
      withPictures += images.isEmpty() ? 0 : 1;
      progress.add(1);
      final Map<String, String> facts = new LinkedHashMap<>();
      facts.put("True", of.classes().get(row.truth()));
      facts.put("Predicted", of.classes().get(row.predicted()));
      for (int c = 0; c < of.classes().size(); c++) {
        facts.put("p(" + of.classes().get(c) + ")", Digits.of(row.probabilities()[c]));
      }
      final String patient = patients.get(row.slideId());
      if (slides.size() > 1) {
        facts.put("Slides", String.join(", ", slides));
      } else {
        facts.put("Patient", patient);
      }
      facts.put("Fold", folds.get(row.slideId()));
      return new HtmlCard(
          row.slideId(),
          row.correct() ? "correct" : "✗ misclassified",
          !row.correct(),
          facts,
          images);
    }

    void note(final HtmlReport html) {
      if (withPictures == 0) {
        html.paragraph(
            "There are no pictures of slides. Run `patch` for pictures of slides with their"
                + " patches and `map` for maps; then run `evaluate` again to show them here.");
      }
      if (room <= 0) {
        html.paragraph(
            "Pictures are shown for the first "
                + Digits.count(withPictures, "slide")
                + ", so that this page stays below 20 MB. The others are in the table below; their"
                + " pictures are in the project's folders stitches and maps/"
                + of.card().name()
                + ".");
      }
    }
  }

  private void table(
      final HtmlReport html, final List<Predictions.Row> wrong, final List<Predictions.Row> right) {
    final List<String> header =
        new ArrayList<>(List.of("Slide", "Patient", "Fold", "True", "Predicted"));
    of.classes().forEach(n -> header.add("p(" + n + ")"));
    final List<List<Object>> rows = new ArrayList<>();
    final Set<Integer> mistakes = new HashSet<>();
    for (final List<Predictions.Row> part : List.of(wrong, right)) {
      for (final Predictions.Row row : part.subList(0, Math.min(part.size(), MOST - rows.size()))) {
        if (!row.correct()) {
          mistakes.add(rows.size());
        }
        final List<Object> cells = new ArrayList<>(List.of(row.slideId()));
        cells.add(patients.get(row.slideId()));
        cells.add(folds.get(row.slideId()));
        cells.add(of.classes().get(row.truth()));
        cells.add(of.classes().get(row.predicted()) + (row.correct() ? "" : "\u00a0✗"));
        for (final double p : row.probabilities()) {
          cells.add(Digits.of(p));
        }
        rows.add(cells);
      }
    }
    final int all = of.pooled().rows().size();
    html.fold(
        rows.size() == all
            ? "Table of all slides"
            : "Table of the first " + rows.size() + " slides",
        h -> {
          if (rows.size() < all) {
            h.paragraph("All " + all + " slides are in the files fold_0.csv, fold_1.csv, ...");
          }
          h.table(
              new HtmlTable(
                  "Predictions; misclassified slides are marked ✗", header, rows, mistakes));
        });
  }
}
