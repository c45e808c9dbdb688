package io.github.attrimil.cohort.check;

import static io.github.attrimil.cohort.check.Study.counted;
import static io.github.attrimil.cohort.check.Study.named;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.Leak;
import io.github.attrimil.cohort.LeakCheck;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.check.Finding.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Splits that are there: leaks, parts without a class, slides in no part. */
final class SplitChecks {

  /** Patients below which a test part's interval says little. */
  private static final int FEW = 30;

  private final Study study;
  private final List<Split> splits;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Finding> found = new ArrayList<>();

  SplitChecks(final Study study, final List<Split> splits) {
    this.study = study;
    this.splits = splits;
    study.cohort().labeled().forEach(s -> labels.put(s.slideId(), s.label()));
  }

  List<Finding> find() {
    final Leaks leaks = LeakCheck.of(study.project(), study.cohort(), splits);
    for (final Leak leak : leaks.found()) {
      found.add(
          Finding.problem(
              Topic.SPLITS,
              leak.text(),
              "Correct splits_" + leak.fold() + ".csv, or run `split` with redo=true.",
              leak.who()));
    }
    for (int k = 0; k < splits.size(); k++) {
      look(k, splits.get(k));
    }
    inNone();
    return found;
  }

  private void look(final int k, final Split split) {
    final List<String> unlabeled = new ArrayList<>();
    for (final List<String> part : List.of(split.train(), split.val(), split.test())) {
      part.stream().filter(s -> !labels.containsKey(s)).forEach(unlabeled::add);
    }
    if (!unlabeled.isEmpty()) {
      found.add(
          Finding.problem(
              Topic.SPLITS,
              "Fold "
                  + k
                  + " has "
                  + counted(unlabeled.size(), "slide")
                  + " without a label in slides.csv: "
                  + named(unlabeled)
                  + ".",
              "Add them to slides.csv, or remove them from splits_" + k + ".csv.",
              unlabeled));
    }
    final Set<String> both = new TreeSet<>(study.patientsOf(split.train()));
    both.retainAll(study.patientsOf(split.val()));
    if (!both.isEmpty()) {
      found.add(
          Finding.warning(
              Topic.SPLITS,
              "Fold "
                  + k
                  + " has "
                  + counted(both.size(), "patient")
                  + " in train and val: "
                  + named(both)
                  + "; validation is optimistic, and the checkpoint may be overfitted.",
              "Run `split` with redo=true, or move the slides.",
              List.copyOf(both)));
    }
    classes(k, "train", split.train());
    classes(k, "test", split.test());
  }

  private void classes(final int k, final String part, final List<String> slides) {
    final Set<String> there = new HashSet<>();
    slides.forEach(s -> there.add(labels.getOrDefault(s, "")));
    final List<String> lacking =
        study.classes().stream()
            .filter(c -> labels.containsValue(c) && !there.contains(c))
            .toList();
    if (!lacking.isEmpty() && !slides.isEmpty()) {
      found.add(
          Finding.warning(
              Topic.SPLITS,
              "The " + part + " part of fold " + k + " has no slide of " + named(lacking) + ".",
              part.equals("test")
                  ? "Its AUC is not defined; use fewer folds or add patients."
                  : "The model cannot learn it; use fewer folds or add patients.",
              List.of()));
    }
    final int patients = study.patientsOf(slides).size();
    if (part.equals("test") && patients > 0 && patients < FEW && splits.size() == 1) {
      found.add(
          Finding.warning(
              Topic.SPLITS,
              "The only test part has " + counted(patients, "patient") + ".",
              "Fewer than 30 give wide intervals; use more folds, which test every patient.",
              List.of()));
    }
  }

  private void inNone() {
    final Set<String> used = new HashSet<>();
    for (final Split split : splits) {
      used.addAll(split.train());
      used.addAll(split.val());
      used.addAll(split.test());
    }
    final List<String> unused =
        study.cohort().labeled().stream()
            .map(LabeledSlide::slideId)
            .filter(s -> !used.contains(s))
            .toList();
    if (!unused.isEmpty()) {
      found.add(
          Finding.note(
              Topic.SPLITS,
              counted(unused.size(), "labeled slide") + " in no fold: " + named(unused) + ".",
              "Run `split` with redo=true to include them.",
              unused));
    }
  }
}
