package io.github.attrimil.cohort;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.SplitDesign.Scheme;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Divides a cohort into folds by patient, so that no patient is on both sides, and by class, so
 * that each part has its share of every class.
 *
 * @param folds K; with cross-validation each patient is tested once, and 1 holds out a fifth
 * @param validation the share of the other patients that chooses the checkpoint; 0 for none, so
 *     that the last epoch is kept
 * @param seed same seed, same folds
 * @param design how test and validation slides are chosen
 */
public record Splitter(int folds, double validation, long seed, SplitDesign design) {

  private static final int PARTS_OF_ONE_FOLD = 5;
  private static final int MOST_FOLDS = 100;

  /** Checks the values. */
  public Splitter {
    if (folds < 1 || folds > MOST_FOLDS) {
      throw new AttriMilException("folds=" + folds + " is not between 1 and 100");
    }
    if (!(validation >= 0 && validation < 0.9)) {
      throw new AttriMilException(
          "validation=" + validation + " must be at least 0 and less than 0.9");
    }
    if (design.scheme() == Scheme.NESTED && folds * design.inner() > MOST_FOLDS) {
      throw new AttriMilException(
          "folds="
              + folds
              + " with inner="
              + design.inner()
              + " make more than 100 splits; use fewer");
    }
  }

  /**
   * Cross-validation.
   *
   * @param folds K; each patient is tested once. 1 holds out a fifth
   * @param validation the share of the other patients that chooses the checkpoint; 0 for none
   * @param seed same seed, same folds
   */
  public Splitter(final int folds, final double validation, final long seed) {
    this(folds, validation, seed, SplitDesign.CROSS_VALIDATION);
  }

  /**
   * @param cohort the labeled slides
   * @return a split a fold
   * @throws AttriMilException when a class has too few patients, with the largest K that works
   */
  public List<Split> split(final Cohort cohort) {
    return split(cohort, Job.silent());
  }

  /**
   * @param cohort the labeled slides
   * @param job warned of test slides that are not in the cohort
   * @return a split a fold; of a nested design all inner folds of the first fold, then of the
   *     second
   * @throws AttriMilException when a class has too few patients, with the largest K that works
   */
  public List<Split> split(final Cohort cohort, final Job job) {
    cohort.classes(List.of());
    final Map<String, List<LabeledSlide>> cases = cohort.cases();
    final Map<String, List<String>> byClass = Parts.byClass(cohort, cases);
    if (design.tested().isPresent()) {
      return external(cases, byClass, TestList.read(design.tested().get(), cohort, job));
    }
    if (design.scheme() == Scheme.MONTECARLO) {
      return random(cases, byClass);
    }
    final int parts = folds == 1 ? PARTS_OF_ONE_FOLD : folds;
    final Map<String, Integer> partOf;
    if (design.site().isEmpty()) {
      requireEnough(byClass, this::works);
      partOf = new Parts(byClass).byPatient(parts, new Random(seed));
      if (folds == 1) {
        Parts.testOneOfEach(byClass, partOf);
      }
    } else {
      final Map<String, String> sites = Sites.of(cohort, cases, design.site());
      final int there = (int) sites.values().stream().distinct().count();
      partOf =
          new Parts(byClass)
              .bySite(
                  sites,
                  folds > 1 ? folds : Math.min(PARTS_OF_ONE_FOLD, Math.max(2, there)),
                  new Random(seed));
      requireOutside(byClass, partOf);
    }
    final List<Split> splits = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      splits.addAll(fold(k, cases, byClass, partOf));
    }
    return splits;
  }

  /**
   * @param cohort the labeled slides
   * @return the largest number of folds up to K of a cross-validation for which each class has
   *     enough patients; empty where none works
   */
  public OptionalInt feasible(final Cohort cohort) {
    return largest(
        Parts.byClass(cohort, cohort.cases()).values().stream()
            .mapToInt(List::size)
            .min()
            .orElse(0),
        folds);
  }

  /** The split of a part, or one for each part of the others that is used for validation. */
  private List<Split> fold(
      final int k,
      final Map<String, List<LabeledSlide>> cases,
      final Map<String, List<String>> byClass,
      final Map<String, Integer> partOf) {
    final List<String> test = new ArrayList<>();
    final List<List<String>> others = new ArrayList<>();
    for (final List<String> patients : byClass.values()) {
      final List<String> rest = new ArrayList<>();
      for (final String patient : patients) {
        (partOf.get(patient) == k ? test : rest).add(patient);
      }
      Collections.shuffle(rest, new Random(seed + 1 + k));
      others.add(rest);
    }
    final List<Split> splits = new ArrayList<>();
    if (design.scheme() == Scheme.NESTED) {
      for (int j = 0; j < design.inner(); j++) {
        splits.add(inner(j, cases, test, others));
      }
    } else {
      splits.add(shared(cases, test, others));
    }
    return splits;
  }

  /** The first of each class's patients are for validation, the others to learn from. */
  private Split shared(
      final Map<String, List<LabeledSlide>> cases,
      final List<String> test,
      final List<List<String>> others) {
    final List<String> train = new ArrayList<>();
    final List<String> val = new ArrayList<>();
    for (final List<String> rest : others) {
      final int watched = watched(rest.size());
      val.addAll(rest.subList(0, watched));
      train.addAll(rest.subList(watched, rest.size()));
    }
    return split(cases, train, val, test);
  }

  private Split inner(
      final int j,
      final Map<String, List<LabeledSlide>> cases,
      final List<String> test,
      final List<List<String>> others) {
    final List<String> train = new ArrayList<>();
    final List<String> val = new ArrayList<>();
    int next = 0;
    for (final List<String> rest : others) {
      for (final String patient : rest) {
        (next++ % design.inner() == j ? val : train).add(patient);
      }
    }
    return split(cases, train, val, test);
  }

  /** How many of a class's patients outside the test part are for validation. */
  private int watched(final int patients) {
    return validation == 0
        ? 0
        : Math.max(1, Math.min(patients - 1, (int) Math.round(patients * validation)));
  }

  private static Split split(
      final Map<String, List<LabeledSlide>> cases,
      final List<String> train,
      final List<String> val,
      final List<String> test) {
    return new Split(slides(cases, train), slides(cases, val), slides(cases, test));
  }

  private static List<String> slides(
      final Map<String, List<LabeledSlide>> cases, final List<String> patients) {
    return patients.stream()
        .flatMap(p -> cases.get(p).stream())
        .map(LabeledSlide::slideId)
        .sorted()
        .toList();
  }

  /** Every fold draws its own test patients, a share of each class. */
  private List<Split> random(
      final Map<String, List<LabeledSlide>> cases, final Map<String, List<String>> byClass) {
    requireEnough(byClass, c -> c >= fewest() + 1);
    final List<Split> splits = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      final Random random = new Random(seed + 1 + k);
      final List<String> test = new ArrayList<>();
      final List<List<String>> others = new ArrayList<>();
      for (final List<String> patients : byClass.values()) {
        final List<String> drawn = new ArrayList<>(patients);
        Collections.shuffle(drawn, random);
        final int most = drawn.size() - fewest();
        final int tested =
            Math.max(1, Math.min(most, (int) Math.round(drawn.size() * design.share())));
        test.addAll(drawn.subList(0, tested));
        others.add(drawn.subList(tested, drawn.size()));
      }
      splits.add(shared(cases, test, others));
    }
    return splits;
  }

  /** The test part is given: folds differ in who is used for validation. */
  private List<Split> external(
      final Map<String, List<LabeledSlide>> cases,
      final Map<String, List<String>> byClass,
      final Set<String> tested) {
    final List<String> test = new ArrayList<>();
    final Map<String, List<String>> rest = new TreeMap<>();
    byClass.forEach(
        (label, patients) -> {
          final List<String> others = new ArrayList<>();
          for (final String patient : patients) {
            final long listed =
                cases.get(patient).stream().filter(s -> tested.contains(s.slideId())).count();
            if (listed > 0 && listed < cases.get(patient).size()) {
              throw halfTested(patient, cases.get(patient), tested);
            }
            (listed > 0 ? test : others).add(patient);
          }
          rest.put(label, others);
        });
    final boolean parted = design.scheme() == Scheme.KFOLD && folds > 1 && validation > 0;
    requireEnough(rest, c -> c >= (parted ? Math.max(folds, 2) : fewest()));
    final Map<String, Integer> partOf = new Parts(rest).byPatient(folds, new Random(seed));
    final List<Split> splits = new ArrayList<>();
    for (int k = 0; k < folds; k++) {
      final Random random = new Random(seed + 1 + k);
      final int fold = k;
      if (parted) {
        final Map<Boolean, List<String>> halves =
            partOf.keySet().stream().collect(Collectors.partitioningBy(p -> partOf.get(p) == fold));
        splits.add(split(cases, halves.get(false), halves.get(true), test));
      } else {
        final List<List<String>> others = new ArrayList<>();
        for (final List<String> patients : rest.values()) {
          final List<String> drawn = new ArrayList<>(patients);
          Collections.shuffle(drawn, random);
          others.add(drawn);
        }
        splits.add(shared(cases, test, others));
      }
    }
    return splits;
  }

  private static AttriMilException halfTested(
      final String patient, final List<LabeledSlide> slides, final Set<String> tested) {
    final String in =
        slides.stream()
            .map(LabeledSlide::slideId)
            .filter(tested::contains)
            .findFirst()
            .orElseThrow();
    final String out =
        slides.stream()
            .map(LabeledSlide::slideId)
            .filter(s -> !tested.contains(s))
            .findFirst()
            .orElseThrow();
    return new AttriMilException(
        "The patient \""
            + patient
            + "\" would be in test and in training: the slide \""
            + in
            + "\" is on the list of test slides and \""
            + out
            + "\" is not; list all slides of a patient or none, or correct case_id in slides.csv");
  }

  /** Patients of a class that must be left outside the test part. */
  private int fewest() {
    return validation == 0 ? 1 : 2;
  }

  /** Whether K folds can be made where a class has so few patients. */
  private boolean works(final int patients) {
    return works(patients, folds);
  }

  private boolean works(final int patients, final int k) {
    final int parts = k == 1 ? PARTS_OF_ONE_FOLD : k;
    final int rest = patients - (patients + parts - 1) / parts;
    return patients >= k && rest >= (design.scheme() == Scheme.NESTED ? design.inner() : fewest());
  }

  private void requireEnough(final Map<String, List<String>> byClass, final IntPredicate enough) {
    byClass.forEach(
        (label, patients) -> {
          if (!enough.test(patients.size())) {
            throw new AttriMilException(
                "The class \""
                    + label
                    + "\" has "
                    + patients.size()
                    + " patient(s)"
                    + (design.tested().isPresent() ? " outside the list of test slides" : "")
                    + ", too few for folds="
                    + folds
                    + largest(byClass));
          }
        });
  }

  /** Sites of one part may have nearly all patients of a class. */
  private void requireOutside(
      final Map<String, List<String>> byClass, final Map<String, Integer> partOf) {
    final int needed = design.scheme() == Scheme.NESTED ? design.inner() : fewest();
    byClass.forEach(
        (label, patients) -> {
          for (int k = 0; k < folds; k++) {
            final int fold = k;
            final long outside = patients.stream().filter(p -> partOf.get(p) != fold).count();
            if (outside < needed) {
              throw new AttriMilException(
                  "The sites that fold "
                      + k
                      + " tests have all but "
                      + outside
                      + " of the "
                      + patients.size()
                      + " patients of the class \""
                      + label
                      + "\", too few to learn from the others; try another seed= or number of"
                      + " folds, or do not keep sites together");
            }
          }
        });
  }

  private OptionalInt largest(final int patients, final int most) {
    return IntStream.iterate(Math.min(patients, most), k -> k >= 1, k -> k - 1)
        .filter(k -> works(patients, k))
        .findFirst();
  }

  private String largest(final Map<String, List<String>> byClass) {
    final int least = byClass.values().stream().mapToInt(List::size).min().orElse(0);
    if (design.tested().isPresent()) {
      return least >= 2
          ? "; the largest that works is folds=" + least
          : "; no folds work: leave at least two patients of each class off the list";
    }
    final OptionalInt most =
        design.scheme() == Scheme.MONTECARLO ? OptionalInt.empty() : largest(least, MOST_FOLDS);
    if (most.isPresent()) {
      final int k = most.getAsInt();
      if (k > folds) {
        return "; folds=" + k + " works, because each fold then tests fewer patients";
      }
      return "; the largest that works is folds=" + k + (k == 1 ? ", one held-out part" : "");
    }
    return "; no number of folds works: each class needs at least "
        + (design.scheme() == Scheme.NESTED ? design.inner() + 1 : fewest() + 1)
        + " patients. Add slides";
  }
}
