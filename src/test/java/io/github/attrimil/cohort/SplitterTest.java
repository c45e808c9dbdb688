package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.core.AttriMilException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void oneFoldHoldsOutAFifth() {
    final Split split = new Splitter(1, 0.25, 1).split(cohort(50)).get(0);
    assertEquals(10, patients(split.test()).size());
  }

  @Test
  void theOfficialLayoutComesBack(@TempDir final Path folder) {
    final Split split = new Split(List.of("a", "b", "c"), List.of("d"), List.of("e", "f"));
    split.write(folder.resolve("splits_0.csv"));
    assertEquals(split, Split.read(folder.resolve("splits_0.csv")));
  }

  @Test
  void aSlideInTwoPartsIsRefused() {
    final List<String> same = List.of("a");
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> new Split(same, List.of(), same));
    assertTrue(e.getMessage().contains("\"a\""), e.getMessage());
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
