package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.LeakCheck;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.evaluate.Patients;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The labeled slides of a project, as a model's classes. Of a model whose bags are patients, each
 * patient is scored once, under the patient's id.
 */
final class LabeledSlides {

  private static final String CASE = "case_id";
  private static final int SHOWN = 5;

  private final Project project;
  private final ModelCard card;
  private final Cohort cohort;
  private final BagSource bags;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final boolean numbered;

  /**
   * @param project with slides.csv and features
   * @param card the model's
   */
  LabeledSlides(final Project project, final ModelCard card) {
    this.project = project;
    this.card = card;
    this.bags = BagSource.of(project);
    this.cohort = Cohort.read(project.slidesCsv());
    for (final Cohort.LabeledSlide slide : cohort.labeled()) {
      labels.put(slide.slideId(), slide.label());
    }
    numbered =
        labels.values().stream().noneMatch(card.classes()::contains)
            && labels.values().stream()
                .allMatch(
                    l -> l.matches("\\d{1,3}") && Integer.parseInt(l) < card.classes().size());
  }

  /**
   * @return a warning where labels are class numbers and the model's classes have names
   */
  Optional<String> warning() {
    return numbered
        ? Optional.of(
            "The labels of "
                + project.slidesCsv()
                + " are interpreted as the numbers of the model's classes, "
                + IntStream.range(0, card.classes().size())
                    .mapToObj(c -> c + " = " + card.classes().get(c))
                    .collect(Collectors.joining(", ")))
        : Optional.empty();
  }

  private int number(final String label) {
    return numbered && !label.isEmpty() ? Integer.parseInt(label) : card.classes().indexOf(label);
  }

  /**
   * @return whose slides they are
   */
  Patients patients() {
    final Map<String, String> patients = new LinkedHashMap<>(cohort.patients());
    if (card.bagging() == Bagging.PATIENT) {
      cohort.slides().forEach(s -> patients.put(s.caseId(), s.caseId()));
    }
    return new Patients(patients);
  }

  /**
   * Refuses leaks of test slides into training, unless they are allowed.
   *
   * @param trial which splits are tested
   * @param policy what happens with leaks that were not let through when the model was trained
   * @param job warned of those that are let through
   */
  void judge(final Trial trial, final LeakPolicy policy, final Job job) {
    if (!trial.splits().isEmpty()) {
      LeakCheck.of(project, cohort, trial.splits()).judge(policy, trial.leaks(), job);
    }
  }

  /**
   * @param job warned where some have no features
   * @return all with features, in the table's order, but for those that process_list.csv leaves out
   * @throws AttriMilException when none has
   */
  List<String> withFeatures(final Job job) {
    final ProcessList list = new ProcessList(project);
    final List<String> wanted = labels.keySet().stream().filter(s -> !list.excluded(s)).toList();
    final List<String> missing =
        wanted.stream().filter(s -> !Files.exists(project.features(s))).toList();
    if (missing.size() == wanted.size()) {
      throw new AttriMilException(
          "No labeled slide of "
              + project.slidesCsv()
              + " has features; run `features` there first");
    }
    if (!missing.isEmpty()) {
      job.warn(
          missing.size()
              + " labeled slide(s) of "
              + project.slidesCsv()
              + " have no features and are not evaluated: "
              + missing.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + (missing.size() > SHOWN ? ", ..." : ""));
    }
    return wanted.stream().filter(s -> !missing.contains(s)).toList();
  }

  /**
   * @param slide a slide's id
   * @return whether it has features and a label that is a class of the model
   */
  boolean isUsable(final String slide) {
    return number(labels.getOrDefault(slide, "")) >= 0 && Files.exists(project.features(slide));
  }

  /**
   * @return class numbers by slide, as stamps note them; -1 where the label is no class of the
   *     model
   */
  Map<String, Integer> numbers() {
    final Map<String, Integer> numbers = new LinkedHashMap<>();
    labels.forEach((slide, label) -> numbers.put(slide, number(label)));
    return numbers;
  }

  /**
   * @param slide a slide's id
   * @return its class
   * @throws AttriMilException when it has no label among the model's classes
   */
  int truth(final String slide) {
    final String label = labels.getOrDefault(slide, "");
    final int truth = number(label);
    if (truth >= 0) {
      return truth;
    }
    final List<String> found = labels.values().stream().distinct().sorted().toList();
    final List<String> numbers =
        IntStream.range(0, card.classes().size()).mapToObj(Integer::toString).toList();
    throw new AttriMilException(
        "The slide \""
            + slide
            + "\" has "
            + (label.isEmpty() ? "no label" : "the label \"" + label + "\", which is not")
            + " among the model's classes "
            + card.classes()
            + (card.classes().equals(numbers) && found.size() == numbers.size()
                ? ". The model does not name its classes: name them in order with classes=, such as"
                    + " classes="
                    + String.join(",", found)
                : "; correct " + project.slidesCsv()));
  }

  /**
   * @param network a network
   * @param slides labeled slides with features, at least one
   * @param what for the progress
   * @param job shown progress
   * @return its predictions
   */
  Scored score(
      final MilModel network, final List<String> slides, final String what, final Job job) {
    // Before the first is predicted: a label that is wrong must not cost hours.
    slides.forEach(this::truth);
    final List<Bagging.Unit> units = card.bagging().units(cohort, slides);
    units.forEach(unit -> Bagging.label(unit, labels));
    final Progress progress = job.progress(what, "bags", units.size());
    final List<Predictions.Row> rows = new ArrayList<>();
    final List<double[]> logits = new ArrayList<>();
    final Map<String, List<String>> slidesOf = new LinkedHashMap<>();
    for (final Bagging.Unit unit : units) {
      final Bag bag = bags.open(unit, card.features());
      final BagScores scores = BagScores.of(network, bag);
      rows.add(
          new Predictions.Row(
              unit.id(), truth(unit.slides().get(0)), scores.predicted(), scores.probabilities()));
      logits.add(
          IntStream.range(0, scores.logits().length)
              .mapToDouble(c -> scores.logits()[c])
              .toArray());
      if (card.bagging() == Bagging.PATIENT) {
        slidesOf.put(unit.id(), unit.slides());
      }
      progress.add(1);
    }
    return new Scored(new Predictions(rows), logits, slidesOf);
  }

  /**
   * @param parts what each network is tried on
   * @return the slides of each patient by fold, where patients are the bags
   */
  Optional<CsvTable> bags(final List<Trial.Part> parts) {
    if (card.bagging() == Bagging.SLIDE) {
      return Optional.empty();
    }
    final CsvTable table = CsvTable.of("fold", CASE, "slide_id");
    for (final Trial.Part part : parts) {
      for (final Bagging.Unit unit : card.bagging().units(cohort, part.test())) {
        unit.slides().forEach(slide -> table.add(part.fold(), unit.id(), slide));
      }
    }
    return Optional.of(table);
  }

  /**
   * @param columns names of columns of slides.csv
   * @return values by slide, by column
   * @throws AttriMilException when slides.csv has no such column
   */
  Map<String, Map<String, String>> columns(final List<String> columns) {
    final Map<String, Map<String, String>> values = new LinkedHashMap<>();
    if (columns.isEmpty()) {
      return values;
    }
    final Set<String> known = new TreeSet<>(List.of(CASE));
    cohort.slides().forEach(s -> known.addAll(s.more().keySet()));
    for (final String column : columns) {
      if (!known.contains(column)) {
        throw new AttriMilException(
            "subgroups="
                + column
                + " is not a column of "
                + project.slidesCsv()
                + ", or an empty one; it has "
                + String.join(", ", known));
      }
      final Map<String, String> bySlide = new LinkedHashMap<>();
      for (final Cohort.LabeledSlide slide : cohort.slides()) {
        bySlide.put(
            slide.slideId(),
            column.equals(CASE) ? slide.caseId() : slide.more().getOrDefault(column, ""));
      }
      if (card.bagging() == Bagging.PATIENT) {
        addPatients(bySlide);
      }
      values.put(column, bySlide);
    }
    return values;
  }

  /** Adds the value of each patient: that of the slides, or nothing where theirs differ. */
  private void addPatients(final Map<String, String> bySlide) {
    final Map<String, String> byPatient = new LinkedHashMap<>();
    cohort
        .slides()
        .forEach(
            s ->
                byPatient.merge(
                    s.caseId(), bySlide.get(s.slideId()), (a, b) -> a.equals(b) ? a : ""));
    bySlide.putAll(byPatient);
  }
}
