package io.github.attrimil.report;

import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.summary.Assessment;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.evaluate.summary.Figure;
import io.github.attrimil.evaluate.summary.Metric;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.metrics.Confusion;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.HtmlReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What to read first: how good the model is, on how many patients, and what is wrong with that. */
final class HeadSection {

  private static final Pattern FOLD = Pattern.compile("(?s)[Ff]old (\\d{1,4}): (.*)");

  private HeadSection() {}

  static void add(final HtmlReport html, final Subject of) {
    html.notice("Leaked test data", leaks(of));
    html.lead(lead(of));
    html.notice("Which slides these are", which(of.summary().tested()));
    html.notice("Read this first", notices(of));
    html.figures(figures(of));
    html.paragraph(
        meaning(of).map(m -> m + " ").orElse("")
            + "Numbers in parentheses are 95% confidence intervals.");
  }

  private static List<String> leaks(final Subject of) {
    return of.card().leaks().isEmpty() ? List.of() : List.of(of.card().leaks().headline());
  }

  private static String lead(final Subject of) {
    final Assessment all = of.summary().all();
    final String auc =
        of.summary()
            .pooledAuc()
            .map(HeadSection::text)
            .map(text -> (of.classes().size() == 2 ? "AUC " : "AUC (micro-average) ") + text)
            .orElse("AUC undefined (all slides are of one class)");
    return auc
        + " on "
        + Digits.count(all.slides(), slides(of.summary().tested()))
        + " of "
        + Digits.count(all.patients(), "patient")
        + "."
        + (of.summary().fewPatients()
            ? " Fewer than "
                + EvaluationSummary.FEW_PATIENTS
                + (of.summary().tested().kind() == Tested.Kind.TEST ? " test" : "")
                + " patients: the result is uncertain, whatever its value."
            : "");
  }

  private static String slides(final Tested tested) {
    return switch (tested.kind()) {
      case TEST -> "test slide";
      case EXTERNAL -> "external slide";
      case LABELED -> "labeled slide";
    };
  }

  private static List<String> which(final Tested tested) {
    return switch (tested.kind()) {
      case TEST -> List.of();
      case EXTERNAL ->
          List.of(
              "External cohort: "
                  + tested.cohort()
                  + ". The model did not learn from this cohort. Thresholds and temperatures were"
                  + " chosen on validation slides of the model's own cohort, and not again here.");
      case LABELED ->
          List.of(
              "This is not a test. The model may have learned from these slides; how well it does"
                  + " on others is not known.");
    };
  }

  private static String text(final Interval i) {
    return String.format(Locale.ROOT, "%.3f (95%% CI %.3f–%.3f)", i.estimate(), i.low(), i.high());
  }

  /** Warnings of training, evaluation and this run, each once; leaks stand above. */
  private static List<String> notices(final Subject of) {
    final Set<String> all = new LinkedHashSet<>(of.summary().warnings());
    all.addAll(of.warnings());
    all.remove(of.card().leaks().headline());
    return together(all.stream().map(w -> withoutFolders(of, w)).toList());
  }

  /** Where a project lies on this machine is of no use to readers. */
  private static String withoutFolders(final Subject of, final String warning) {
    String text = warning;
    for (final Project project : List.of(of.project(), of.slides())) {
      final Path root = project.root();
      if (root.getFileName() != null) {
        text = text.replace(root.toString(), root.getFileName().toString());
      }
    }
    return text;
  }

  /** The same of several folds is said once: "Folds 0, 2: ...". */
  static List<String> together(final Collection<String> warnings) {
    // Folds that are trained at once warn in any order.
    final Map<String, SortedSet<Integer>> folds = new LinkedHashMap<>();
    for (final String warning : warnings) {
      final Matcher fold = FOLD.matcher(warning);
      if (fold.matches()) {
        folds
            .computeIfAbsent(fold.group(2), w -> new TreeSet<>())
            .add(Integer.valueOf(fold.group(1)));
      } else {
        folds.computeIfAbsent(warning, w -> new TreeSet<>());
      }
    }
    final List<Map.Entry<String, SortedSet<Integer>>> sorted = new ArrayList<>(folds.entrySet());
    sorted.sort(
        Comparator.comparing(
            e -> e.getValue().isEmpty() ? Integer.MAX_VALUE : e.getValue().first()));
    final List<String> notices = new ArrayList<>();
    for (final Map.Entry<String, SortedSet<Integer>> entry : sorted) {
      final SortedSet<Integer> numbers = entry.getValue();
      final String where =
          numbers.isEmpty()
              ? ""
              : (numbers.size() == 1 ? "Fold " : "Folds ")
                  + numbers.stream().map(String::valueOf).collect(Collectors.joining(", "))
                  + ": ";
      final String text = entry.getKey();
      notices.add(where + text + (text.matches("(?s).*[.!?]") ? "" : "."));
    }
    return notices;
  }

  private static Map<String, String> figures(final Subject of) {
    final Map<String, String> figures = new LinkedHashMap<>();
    final Assessment all = of.summary().all();
    final Confusion confusion = all.confusion();
    figures.put(
        "Misclassified slides",
        Digits.number(confusion.total() - confusion.correct())
            + " of "
            + Digits.number(confusion.total()));
    put(figures, "Accuracy", all.figure(Metric.ACC));
    if (of.classes().size() == 2) {
      put(figures, "Sensitivity for " + of.classes().get(1), all.figure(Metric.SENSITIVITY, 1));
      put(figures, "Specificity for " + of.classes().get(1), all.figure(Metric.SPECIFICITY, 1));
    } else {
      put(figures, "Balanced accuracy", all.figure(Metric.BALANCED_ACC));
      put(figures, "Cohen's kappa", all.figure(Metric.KAPPA));
    }
    return figures;
  }

  private static void put(
      final Map<String, String> figures, final String name, final Optional<Figure> figure) {
    figure.filter(f -> f.value().isPresent()).ifPresent(f -> figures.put(name, f.text()));
  }

  private static Optional<String> meaning(final Subject of) {
    if (of.classes().size() != 2) {
      return Optional.empty();
    }
    final String one = of.classes().get(1);
    final String other = of.classes().get(0);
    return of.summary()
        .pooledAuc()
        .map(
            a ->
                String.format(
                    Locale.ROOT,
                    "What the AUC means: for a random slide of class %s and a random slide of class"
                        + " %s, the model gives the first one the higher probability of %s in %.0f"
                        + " of 100 cases. Guessing gives 50.",
                    one,
                    other,
                    one,
                    100 * a.estimate()));
  }
}
