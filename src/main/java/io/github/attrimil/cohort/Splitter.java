package io.github.attrimil.cohort;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Divides a cohort into folds by patient, so that no patient is on both sides, and by class, so
 * that each part has its share of every class.
 *
 * @param folds K; each patient is tested once. 1 holds out a fifth
 * @param validation the share of the other patients that chooses the checkpoint; 0 for none, so
 *     that the last epoch is kept
 * @param seed same seed, same folds
 */
public record Splitter(int folds, double validation, long seed) {

  private static final int PARTS_OF_ONE_FOLD = 5;

  /** Checks the values. */
  public Splitter {
    if (folds < 1 || folds > 100) {
      throw new AttriMilException("folds=" + folds + " is not between 1 and 100");
    }
    if (!(validation >= 0 && validation < 0.9)) {
      throw new AttriMilException("validation=" + validation + " is not from 0 to below 0.9");
    }
  }

  /**
   * @param cohort the labeled slides
   * @return K splits
   * @throws AttriMilException when a class has too few patients
   */
  public List<Split> split(final Cohort cohort) {
    final Map<String, List<LabeledSlide>> cases = cohort.cases();
    final Map<String, List<String>> byClass = new TreeMap<>();
    cases.forEach(
        (id, slides) ->
            byClass.computeIfAbsent(rarest(slides, cohort), c -> new ArrayList<>()).add(id));
    cohort.classes(List.of());
    final int parts = folds == 1 ? PARTS_OF_ONE_FOLD : folds;
    byClass.forEach(
        (label, patients) -> {
          final int needed = folds == 1 ? 3 : Math.max(folds, 3);
          if (patients.size() < needed) {
            throw new AttriMilException(
                "The class \""
                    + label
                    + "\" has "
                    + patients.size()
                    + " patient(s), too few for folds="
                    + folds
                    + "; it needs "
                    + needed
                    + ": add slides or use fewer folds");
          }
        });
    final Random random = new Random(seed);
    final Map<String, Integer> partOf = new HashMap<>();
    int next = 0;
    for (final List<String> patients : byClass.values()) {
      Collections.shuffle(patients, random);
      // The next class continues where this one ended, so that parts stay alike in size.
      for (final String patient : patients) {
        partOf.put(patient, next++ % parts);
      }
    }
    final List<Split> splits = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      final List<String> train = new ArrayList<>();
      final List<String> val = new ArrayList<>();
      final List<String> test = new ArrayList<>();
      for (final List<String> patients : byClass.values()) {
        final List<String> rest = new ArrayList<>();
        for (final String patient : patients) {
          if (partOf.get(patient) == k) {
            add(cases.get(patient), test);
          } else {
            rest.add(patient);
          }
        }
        Collections.shuffle(rest, new Random(seed + 1 + k));
        final int watched = watched(rest.size());
        rest.subList(0, watched).forEach(p -> add(cases.get(p), val));
        rest.subList(watched, rest.size()).forEach(p -> add(cases.get(p), train));
      }
      Collections.sort(train);
      Collections.sort(val);
      Collections.sort(test);
      splits.add(new Split(train, val, test));
    }
    return splits;
  }

  /** How many of a class's patients outside the test part are for validation. */
  private int watched(final int patients) {
    return validation == 0
        ? 0
        : Math.max(1, Math.min(patients - 1, (int) Math.round(patients * validation)));
  }

  private static void add(final List<LabeledSlide> slides, final List<String> part) {
    slides.forEach(s -> part.add(s.slideId()));
  }

  /** A patient with slides of several classes counts for the class fewest slides have. */
  private static String rarest(final List<LabeledSlide> slides, final Cohort cohort) {
    return slides.stream()
        .map(LabeledSlide::label)
        .distinct()
        .min(
            java.util.Comparator.<String>comparingLong(
                    l -> cohort.slides().stream().filter(s -> s.label().equals(l)).count())
                .thenComparing(java.util.Comparator.naturalOrder()))
        .orElseThrow();
  }
}
