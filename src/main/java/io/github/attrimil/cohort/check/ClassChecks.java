package io.github.attrimil.cohort.check;

import static io.github.attrimil.cohort.check.Study.counted;
import static io.github.attrimil.cohort.check.Study.named;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.Splitter;
import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Classes and patients: their order and numbers, and whether they can be split. */
final class ClassChecks {

  /** Patients of a class below which a model has hardly anything to learn from. */
  private static final int FEW = 10;

  /** Below so many patients, intervals are wide whatever the model. */
  private static final int SMALL = 60;

  private static final int UNEQUAL = 10;

  private final Study study;

  ClassChecks(final Study study) {
    this.study = study;
  }

  /**
   * @param splitter how the cohort is to be split, if it is
   * @return what was found
   */
  List<Finding> find(final Optional<Splitter> splitter) {
    final List<Finding> found = new ArrayList<>();
    study
        .cohort()
        .remarks()
        .forEach(r -> found.add(Finding.warning(Topic.TABLE, r, "", List.of())));
    sameName(found);
    if (study.classes().isEmpty()) {
      return found;
    }
    order(found);
    few(found);
    mixed(found);
    hidden(found);
    splitter.ifPresent(s -> split(s, found));
    return found;
  }

  private void order(final List<Finding> found) {
    found.add(
        Finding.note(
            Topic.CLASSES,
            "Classes are numbered "
                + IntStream.range(0, study.classes().size())
                    .mapToObj(c -> c + " \"" + study.classes().get(c) + "\"")
                    .collect(Collectors.joining(", "))
                + "; every model keeps this order.",
            "To change it, give classes= in the order you want, the one without disease first.",
            List.of()));
  }

  private void few(final List<Finding> found) {
    final Map<String, Set<String>> patients = new HashMap<>();
    for (final LabeledSlide slide : study.cohort().labeled()) {
      patients
          .computeIfAbsent(slide.label(), l -> new HashSet<>())
          .add(study.patients().get(slide.slideId()));
    }
    int most = 0;
    int least = Integer.MAX_VALUE;
    for (final String label : study.classes()) {
      final int count = patients.getOrDefault(label, Set.of()).size();
      if (count < FEW) {
        found.add(
            Finding.warning(
                Topic.CLASSES,
                "The class \""
                    + label
                    + "\" has "
                    + counted(count, "patient")
                    + ", too few to learn from.",
                "Add patients, merge it with another class, or remove the labels of its slides.",
                List.of()));
      }
      most = Math.max(most, count);
      least = Math.min(least, count);
    }
    final int all = study.patientsOf(labeled()).size();
    if (all < SMALL) {
      found.add(
          Finding.warning(
              Topic.CLASSES,
              "The cohort has "
                  + counted(all, "labeled patient")
                  + "; the intervals of any result will be wide.",
              "Read results by their intervals, and test on an external cohort before you rely on"
                  + " them.",
              List.of()));
    }
    if (most > UNEQUAL * least && least > 0) {
      found.add(
          Finding.note(
              Topic.CLASSES,
              "The largest class has "
                  + most
                  + " patients, the smallest "
                  + least
                  + "; accuracy alone would look good for a model that never predicts the small"
                  + " one.",
              "Look at balanced accuracy and the AUC.",
              List.of()));
    }
  }

  private List<String> labeled() {
    return study.cohort().labeled().stream().map(LabeledSlide::slideId).toList();
  }

  private void mixed(final List<Finding> found) {
    final Map<String, String> first = new HashMap<>();
    final TreeSet<String> mixed = new TreeSet<>();
    for (final LabeledSlide slide : study.cohort().labeled()) {
      final String patient = study.patients().get(slide.slideId());
      final String before = first.putIfAbsent(patient, slide.label());
      if (before != null && !before.equals(slide.label())) {
        mixed.add(patient);
      }
    }
    if (!mixed.isEmpty()) {
      found.add(
          Finding.note(
              Topic.CLASSES,
              counted(mixed.size(), "patient")
                  + " with slides of several classes: "
                  + named(mixed)
                  + ".",
              "This is right where labels are of slides, such as metastases in lymph nodes; where"
                  + " they are of patients, correct them.",
              List.copyOf(mixed)));
    }
  }

  /** Some published tables number every slide as a case. */
  private void hidden(final List<Finding> found) {
    final Map<String, Set<String>> cases = new HashMap<>();
    study
        .cohort()
        .slides()
        .forEach(
            s ->
                cases
                    .computeIfAbsent(study.patients().get(s.slideId()), p -> new TreeSet<>())
                    .add(s.caseId()));
    final List<String> several =
        cases.entrySet().stream()
            .filter(e -> e.getValue().size() > 1)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!several.isEmpty()) {
      found.add(
          Finding.warning(
              Topic.CLASSES,
              counted(several.size(), "patient")
                  + " under several case ids: the barcodes of TCGA in the slide ids name one"
                  + " participant, such as for "
                  + named(cases.get(several.get(0)))
                  + ".",
              "They are kept in one part of a split; correct case_id all the same.",
              several));
    }
  }

  private void sameName(final List<Finding> found) {
    final Map<String, String> first = new HashMap<>();
    final List<String> alike = new ArrayList<>();
    for (final String id : study.slides()) {
      final String before = first.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
      if (before != null) {
        alike.add(before);
        alike.add(id);
      }
    }
    if (!alike.isEmpty()) {
      found.add(
          Finding.warning(
              Topic.TABLE,
              "The slide ids " + named(alike) + " differ only in case.",
              "They would share their files on Windows and macOS; rename one.",
              alike));
    }
  }

  private void split(final Splitter splitter, final List<Finding> found) {
    try {
      splitter.split(study.cohort());
    } catch (final AttriMilException e) {
      found.add(Finding.problem(Topic.SPLITS, e.getMessage() + ".", "", List.of()));
    }
  }
}
