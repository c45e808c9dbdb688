package io.github.attrimil.report;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a project's files show of each TRIPOD+AI item. */
final class ChecklistFacts {

  /** How much of an item is on the page. */
  enum State {
    DONE("done"),
    PARTLY("partly"),
    NOT_DONE("not done"),
    AUTHORS("for the authors");

    private final String words;

    State(final String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * What is known of an item.
   *
   * @param state how much of it is on the page
   * @param text what the files show, empty where that is nothing
   */
  record Fact(State state, String text) {}

  private static final Option<TrainingOptions.Balance> BALANCE = TrainingOptions.BALANCE;

  private final Subject of;

  ChecklistFacts(final Subject of) {
    this.of = of;
  }

  Fact of(final TripodItem item) {
    return switch (item) {
      case I4 -> partly(objective());
      case I5A -> partly(cohort() + " Where they are from is not recorded.");
      case I7 -> partly(preparation());
      case I8A ->
          partly(
              "Classes: "
                  + String.join(", ", of.classes())
                  + ". How they were assessed is not"
                  + " recorded.");
      case I9A -> done(predictors());
      case I9B ->
          done(
              "Predictors are computed from patches ("
                  + MethodSection.patches(of.card().features())
                  + ") by the encoder.");
      case I9C -> done("None is subjective: all are computed.");
      case I10 ->
          not(
              "No sample size was calculated. The test has "
                  + Digits.count(of.testPatients(), "patient")
                  + ".");
      case I11 -> partly(missing());
      case I12A -> of.splits().isEmpty() ? not("The split is not recorded.") : done(partition());
      case I12B -> done(handling());
      case I12C -> done(model());
      case I12D, I23B -> clusters();
      case I12E ->
          done(
              "ROC, precision-recall, calibration and decision curves; "
                  + of.summary().all().figures().stream()
                      .map(f -> f.metric().title())
                      .distinct()
                      .collect(Collectors.joining(", "))
                  + ".");
      case I12F, I24 -> calibration();
      case I12G ->
          done(
              "By the networks in models/" + of.card().name() + "; `predict` computes them again.");
      case I13 -> imbalance();
      case I14 ->
          of.subgroupColumns().isEmpty()
              ? not("Fairness was not examined.")
              : partly("Performance by subgroup: " + columns() + ". No other approach.");
      case I15 -> done(output());
      case I16 -> partly(differences());
      case I18F ->
          partly(
              "AttriMIL for Fiji "
                  + Versions.ofThis()
                  + " is open source (Apache License 2.0); all parameters are on this page.");
      case I20A -> partly("The picture and the table of the section on the cohort.");
      case I20C ->
          partly("Classes in each part are in the section on the cohort; nothing else is known.");
      case I21 -> done("The table of the section on the cohort.");
      case I22 ->
          done(
              Digits.count(of.card().training().folds(), "network")
                  + " in models/"
                  + of.card().name()
                  + ", as PyTorch state dicts with model.json.");
      case I23A ->
          of.subgroupColumns().isEmpty()
              ? partly(
                  "All metrics with 95% confidence intervals where there are any; no subgroups.")
              : done("All metrics with 95% confidence intervals; subgroups by " + columns() + ".");
      case I26 -> partly(Digits.count(LimitSection.limits(of).size(), "limit") + " on this page.");
      default -> new Fact(State.AUTHORS, "");
    };
  }

  private static Fact done(final String text) {
    return new Fact(State.DONE, text);
  }

  private static Fact partly(final String text) {
    return new Fact(State.PARTLY, text);
  }

  private static Fact not(final String text) {
    return new Fact(State.NOT_DONE, text);
  }

  private String columns() {
    return String.join(", ", of.subgroupColumns());
  }

  private Fact clusters() {
    return of.subgroupColumns().isEmpty()
        ? not("Results are not broken down by hospital or scanner.")
        : partly("Results are broken down by " + columns() + " of slides.csv.");
  }

  private Fact calibration() {
    final long fitted =
        of.summary().points().stream().filter(p -> p.temperature().isPresent()).count();
    return fitted == 0
        ? not("The model was not updated or recalibrated.")
        : done(
            "Probabilities were calibrated by temperature scaling on validation slides ("
                + Digits.count(fitted, "fold")
                + "); metrics before and after are on this page.");
  }

  private String output() {
    return "A probability for each class. The class with the largest is predicted."
        + (of.summary().all().decided().isPresent()
            ? " A threshold was also chosen on validation slides (largest sensitivity +"
                + " specificity)."
            : "");
  }

  private String differences() {
    return switch (of.summary().tested().kind()) {
      case TEST -> "Development and evaluation slides are from one table of slides.";
      case EXTERNAL ->
          "Evaluation slides are from the external cohort " + of.summary().tested().cohort() + ".";
      case LABELED -> "The model may have been developed on the evaluation slides.";
    };
  }

  private String objective() {
    if (of.summary().tested().kind() == Tested.Kind.EXTERNAL) {
      return "Evaluation of a model on an external cohort.";
    }
    return of.splits().isEmpty()
        ? "Evaluation of a model whose training slides are not recorded."
        : "Development of a model, and its internal validation on held-out slides.";
  }

  private String cohort() {
    return of.cohort()
        .map(
            c ->
                Digits.count(c.labeled().size(), "labeled slide")
                    + " of "
                    + Digits.count(c.cases().size(), "patient")
                    + " in slides.csv.")
        .orElse("The table of slides was not found.");
  }

  private String preparation() {
    final Path masks = of.slides().root().resolve("masks");
    return (Files.isDirectory(masks)
            ? "Tissue was found and cut into patches of "
            : "Features were computed outside this project, from patches of ")
        + MethodSection.patches(of.card().features())
        + ". The parameters that are known are in the section on how it was made. "
        + CheckFindings.of(of.slides())
            .map(found -> "The cohort was checked: " + found.text() + ".")
            .orElse("The cohort was not checked by `check`.");
  }

  private String predictors() {
    final String encoder = of.card().features().encoder();
    return of.card().features().dimension()
        + " features of each patch by the encoder "
        + (encoder.isEmpty() ? "(not recorded)" : encoder)
        + "; none was selected by hand.";
  }

  private String handling() {
    final List<Integer> widths = of.card().training().widths();
    return widths.isEmpty()
        ? "Features entered the network as the encoder gives them."
        : "Features were reduced to whitened principal components, fitted on training patches.";
  }

  /** Labeled slides that no part of any split uses. */
  private String missing() {
    final Set<String> used =
        of.splits().stream()
            .flatMap(s -> List.of(s.train(), s.val(), s.test()).stream().flatMap(List::stream))
            .collect(Collectors.toSet());
    final List<Cohort.LabeledSlide> all = of.cohort().map(Cohort::slides).orElse(List.of());
    final long unlabeled = all.stream().filter(s -> s.label().isEmpty()).count();
    final long unused =
        all.stream().filter(s -> !s.label().isEmpty() && !used.contains(s.slideId())).count();
    return "Slides without a label: "
        + unlabeled
        + (used.isEmpty() ? "" : "; labeled slides that no fold uses: " + unused)
        + ". Nothing was imputed.";
  }

  private String partition() {
    final Map<String, String> patients = of.patients();
    final long shared =
        of.splits().stream().flatMap(s -> sharedPatients(s, patients).stream()).distinct().count();
    return Digits.count(of.splits().size(), "fold")
        + " with training, validation and test slides. Patients both in training or validation and"
        + " in test of a fold: "
        + shared
        + ".";
  }

  private static Set<String> sharedPatients(final Split split, final Map<String, String> patients) {
    final Set<String> known =
        List.of(split.train(), split.val()).stream()
            .flatMap(List::stream)
            .map(s -> patients.getOrDefault(s, s))
            .collect(Collectors.toSet());
    return split.test().stream()
        .map(s -> patients.getOrDefault(s, s))
        .filter(known::contains)
        .collect(Collectors.toSet());
  }

  private String model() {
    return of.kind().map(ModelKind::title).orElse(of.card().kind())
        + "; "
        + Digits.count(of.card().training().options().size(), "hyperparameter")
        + ", all on this page. "
        + (of.splits().stream().anyMatch(s -> !s.val().isEmpty())
            ? "The epoch was chosen on validation slides. "
            : "There were no validation slides. ")
        + "Internal validation by "
        + Digits.count(of.splits().size(), "held-out test set")
        + ".";
  }

  private Fact imbalance() {
    final long[] counts =
        IntStream.range(0, of.classes().size())
            .mapToLong(c -> of.pooled().confusion().actual(c))
            .toArray();
    final String balance = of.card().training().options().getOrDefault(BALANCE.name(), "");
    final String classes =
        "Slides by class: "
            + Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(", "))
            + ". For recalibration see item 12f.";
    return balance.isEmpty()
        ? new Fact(State.AUTHORS, classes)
        : balance.equals(OptionText.write(TrainingOptions.Balance.NONE))
            ? not("No method was used. " + classes)
            : done("Class balance in training: " + balance + ". " + classes);
  }
}
