package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.SplitDesign.Scheme;
import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitterTest {

  /** Patients p0..; every third has two slides; classes alternate. */
  private static Cohort cohort(final int patients) {
    final List<LabeledSlide> slides = new ArrayList<>();
    for (int p = 0; p < patients; p++) {
      for (int s = 0; s < (p % 3 == 0 ? 2 : 1); s++) {
        slides.add(
            new LabeledSlide(
                "p" + p,
                "p" + p + "_" + s,
                p % 2 == 0 ? "normal" : "tumor",
                Optional.empty(),
                Optional.empty()));
      }
    }
    return new Cohort(slides);
  }

  private static Set<String> patients(final List<String> slides) {
    return slides.stream().map(s -> s.substring(0, s.indexOf('_'))).collect(Collectors.toSet());
  }

  @Test
  void noPatientIsOnTwoSides() {
    for (final Split split : new Splitter(5, 0.25, 1).split(cohort(30))) {
      final Set<String> train = patients(split.train());
      final Set<String> val = patients(split.val());
      final Set<String> test = patients(split.test());
      assertEquals(30, train.size() + val.size() + test.size());
      final Set<String> all = new HashSet<>(train);
      all.addAll(val);
      all.addAll(test);
      assertEquals(30, all.size());
    }
  }

  @Test
  void everySlideIsTestedOnce() {
    final Cohort cohort = cohort(30);
    final List<String> tested =
        new Splitter(5, 0.25, 1)
            .split(cohort).stream().flatMap(s -> s.test().stream()).sorted().toList();
    assertEquals(cohort.slides().stream().map(LabeledSlide::slideId).sorted().toList(), tested);
  }

  @Test
  void noValidationLeavesAllOthersForTraining() {
    final Cohort cohort = cohort(30);
    for (final Split split : new Splitter(5, 0, 1).split(cohort)) {
      assertEquals(List.of(), split.val());
      assertEquals(cohort.slides().size(), split.train().size() + split.test().size());
    }
    assertEquals(
        new Splitter(5, 0.25, 1).split(cohort).stream().map(Split::test).toList(),
        new Splitter(5, 0, 1).split(cohort).stream().map(Split::test).toList());
    assertThrows(AttriMilException.class, () -> new Splitter(5, -0.1, 1));
  }

  @Test
  void everyPartHasEveryClass() {
    final Cohort cohort = cohort(30);
    for (final Split split : new Splitter(5, 0.25, 1).split(cohort)) {
      for (final List<String> part : List.of(split.train(), split.val(), split.test())) {
        final long classes =
            part.stream().map(s -> cohort.find(s).orElseThrow().label()).distinct().count();
        assertEquals(2, classes, part.toString());
      }
    }
  }

  @Test
  void sameSeedSameFolds() {
    assertEquals(
        new Splitter(3, 0.25, 9).split(cohort(20)), new Splitter(3, 0.25, 9).split(cohort(20)));
    assertTrue(
        !new Splitter(3, 0.25, 9)
            .split(cohort(20))
            .equals(new Splitter(3, 0.25, 10).split(cohort(20))));
  }

  @Test
  void tooFewPatientsAreSaid() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> new Splitter(10, 0.25, 1).split(cohort(12)));
    assertTrue(e.getMessage().contains("\"normal\" has 6 patient(s)"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "KFOLD, 10, 0.25, 8, the largest that works is folds=4",
    "KFOLD, 5, 0.25, 4, no number of folds works: each class needs at least 3 patients",
    "KFOLD, 5, 0, 4, the largest that works is folds=2",
    "KFOLD, 2, 0.25, 6, folds=3 works",
    "NESTED, 8, 0.25, 12, the largest that works is folds=6",
    "MONTECARLO, 5, 0.25, 4, no number of folds works: each class needs at least 3 patients"
  })
  void theLargestNumberOfFoldsIsSaid(
      final Scheme scheme,
      final int folds,
      final double validation,
      final int patients,
      final String said) {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> designed(folds, validation, scheme, "").split(cohort(patients)));
    assertTrue(e.getMessage().contains(said), e.getMessage());
    final Matcher largest = Pattern.compile("works is folds=(\\d+)").matcher(said);
    if (largest.find()) {
      final int most = Integer.parseInt(largest.group(1));
      final Cohort cohort = cohort(patients);
      checkParts(designed(most, validation, scheme, "").split(cohort), cohort, validation > 0);
      assertThrows(
          AttriMilException.class, () -> designed(most + 1, validation, scheme, "").split(cohort));
    }
  }

  private static Splitter designed(
      final int folds, final double validation, final Scheme scheme, final String site) {
    return new Splitter(
        folds,
        validation,
        1,
        new SplitDesign(scheme, 4, 0.2, site, Optional.empty(), Optional.empty()));
  }

  /** Patients on one side, and every class in every part. */
  private static void checkParts(
      final List<Split> splits, final Cohort cohort, final boolean validated) {
    assertTrue(LeakCheck.ofPatients(cohort, splits).isEmpty());
    for (final Split split : splits) {
      final Set<String> train = patients(split.train());
      train.retainAll(patients(split.val()));
      assertEquals(Set.of(), train);
      for (final List<String> part :
          validated
              ? List.of(split.train(), split.val(), split.test())
              : List.of(split.train(), split.test())) {
        assertEquals(
            2,
            part.stream().map(s -> cohort.find(s).orElseThrow().label()).distinct().count(),
            split.toString());
      }
      assertEquals(
          cohort.labeled().size(), split.train().size() + split.val().size() + split.test().size());
    }
  }

  @Test
  void smallCohortsHaveEveryClassInEveryPart() {
    for (int patients = 6; patients < 24; patients++) {
      for (final int folds : List.of(1, 2, 3)) {
        for (long seed = 0; seed < 5; seed++) {
          final Cohort cohort = cohort(patients);
          if (folds != 2 || patients >= 8) {
            checkParts(new Splitter(folds, 0.25, seed).split(cohort), cohort, true);
          }
        }
      }
    }
  }

  @Test
  void monteCarloDrawsEachFoldAnew() {
    final Cohort cohort = cohort(60);
    final List<Split> splits = designed(8, 0.25, Scheme.MONTECARLO, "").split(cohort);
    assertEquals(8, splits.size());
    checkParts(splits, cohort, true);
    splits.forEach(s -> assertEquals(12, patients(s.test()).size()));
    assertEquals(8, splits.stream().map(s -> Set.copyOf(s.test())).distinct().count());
    assertEquals(splits, designed(8, 0.25, Scheme.MONTECARLO, "").split(cohort));
  }

  @Test
  void nestedValidationUsesEveryOtherPatientOnce() {
    final Cohort cohort = cohort(40);
    final List<Split> splits = designed(3, 0.25, Scheme.NESTED, "").split(cohort);
    assertEquals(12, splits.size());
    checkParts(splits, cohort, true);
    final List<String> tested = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      final List<Split> inner = splits.subList(4 * k, 4 * k + 4);
      assertEquals(1, inner.stream().map(Split::test).distinct().count());
      final List<String> all = new ArrayList<>(inner.get(0).test());
      inner.forEach(s -> all.addAll(s.val()));
      assertEquals(slides(cohort), all.stream().sorted().toList());
      tested.addAll(inner.get(0).test());
    }
    assertEquals(slides(cohort), tested.stream().sorted().toList());
  }

  private static List<String> slides(final Cohort cohort) {
    return cohort.labeled().stream().map(LabeledSlide::slideId).sorted().toList();
  }

  /** The cohort with sites: patient p is at site p % sites. */
  private static Cohort atSites(final int patients, final int sites) {
    return new Cohort(
        cohort(patients).slides().stream()
            .map(
                s ->
                    new LabeledSlide(
                        s.caseId(),
                        s.slideId(),
                        s.label(),
                        s.path(),
                        s.mpp(),
                        Map.of(
                            "site", "s" + Integer.parseInt(s.caseId().substring(1)) / 2 % sites)))
            .toList());
  }

  @Test
  void sitesAreNeverOnTwoSidesOfATest() {
    final Cohort cohort = atSites(60, 7);
    final List<Split> splits = designed(3, 0.25, Scheme.KFOLD, "site").split(cohort);
    checkParts(splits, cohort, true);
    final List<String> tested = new ArrayList<>();
    for (final Split split : splits) {
      final Set<String> test = sites(cohort, split.test());
      final Set<String> others = sites(cohort, split.train());
      others.addAll(sites(cohort, split.val()));
      assertEquals(7, test.size() + others.size());
      tested.addAll(split.test());
      assertTrue(split.test().size() > 15 && split.test().size() < 40, split.test().toString());
    }
    assertEquals(slides(cohort), tested.stream().sorted().toList());
    final AttriMilException few =
        assertThrows(
            AttriMilException.class, () -> designed(8, 0.25, Scheme.KFOLD, "site").split(cohort));
    assertTrue(few.getMessage().contains("largest that works is folds=7"), few.getMessage());
    final AttriMilException none =
        assertThrows(
            AttriMilException.class,
            () -> designed(3, 0.25, Scheme.KFOLD, "scanner").split(cohort));
    assertTrue(none.getMessage().contains("choose one of site"), none.getMessage());
  }

  @Test
  void sitesThatTakeAClassAwayAreRefused() {
    // Tumor at two small sites, which fall into one part.
    final List<LabeledSlide> slides = new ArrayList<>();
    for (int p = 0; p < 40; p++) {
      final boolean tumor = p < 4;
      slides.add(
          new LabeledSlide(
              "p" + p,
              "p" + p + "_0",
              tumor ? "tumor" : "normal",
              Optional.empty(),
              Optional.empty(),
              Map.of("site", tumor ? "t" + p % 2 : "n" + p % 2)));
    }
    for (int folds = 1; folds <= 4; folds++) {
      for (final Scheme scheme : List.of(Scheme.KFOLD, Scheme.NESTED)) {
        try {
          for (final Split split :
              designed(folds, 0.25, scheme, "site").split(new Cohort(slides))) {
            assertTrue(split.train().stream().anyMatch(s -> s.matches("p[0-3]_0")));
          }
        } catch (final AttriMilException e) {
          assertTrue(e.getMessage().contains("the class \"tumor\""), e.getMessage());
        }
      }
    }
  }

  private static Set<String> sites(final Cohort cohort, final List<String> slides) {
    return slides.stream()
        .map(s -> cohort.find(s).orElseThrow().more().get("site"))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({"KFOLD, 4", "KFOLD, 1", "MONTECARLO, 4"})
  void aListOfTestSlidesIsTheTestPartOfEveryFold(
      final Scheme scheme, final int folds, @TempDir final Path folder) throws IOException {
    final Cohort cohort = cohort(30);
    final Path list =
        Files.writeString(
            folder.resolve("test.csv"),
            "case_id,slide_id,label\np0,p0_0,normal\np0,p0_1,normal\np1,p1_0.svs,tumor\n");
    final SplitDesign design =
        new SplitDesign(scheme, 4, 0.2, "", Optional.of(list), Optional.empty());
    final List<Split> splits = new Splitter(folds, 0.25, 1, design).split(cohort);
    assertEquals(folds, splits.size());
    checkParts(splits, cohort, true);
    splits.forEach(s -> assertEquals(List.of("p0_0", "p0_1", "p1_0"), s.test()));
    assertEquals(folds, splits.stream().map(Split::val).distinct().count());
    Files.writeString(list, "p0_0\np1_0\n");
    final AttriMilException half =
        assertThrows(
            AttriMilException.class, () -> new Splitter(folds, 0.25, 1, design).split(cohort));
    assertTrue(half.getMessage().contains("\"p0\""), half.getMessage());
    assertTrue(half.getMessage().contains("\"p0_1\" is not"), half.getMessage());
    Files.writeString(list, "x\ny\n");
    assertThrows(AttriMilException.class, () -> new Splitter(folds, 0.25, 1, design).split(cohort));
  }

  @Test
  void oneFoldHoldsOutAFifth() {
    final Split split = new Splitter(1, 0.25, 1).split(cohort(50)).get(0);
    assertEquals(10, patients(split.test()).size());
  }

  @Test
  void classesKeepTheirOrder() {
    assertEquals(List.of("normal", "tumor"), cohort(6).classes(List.of()));
    assertEquals(List.of("tumor", "normal"), cohort(6).classes(List.of("tumor", "normal")));
    final List<LabeledSlide> numbered =
        Stream.of("2", "0", "10")
            .map(l -> new LabeledSlide(l, "s" + l, l, Optional.empty(), Optional.empty()))
            .toList();
    final List<String> classes = new Cohort(numbered).classes(List.of());
    assertEquals("10", classes.get(10));
    assertEquals("0", classes.get(0));
  }
}
