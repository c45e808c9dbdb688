package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Slides and patients as bags. */
class BaggingTest {

  private static Cohort.LabeledSlide slide(final String patient, final String id) {
    return new Cohort.LabeledSlide(patient, id, "n", Optional.empty(), Optional.empty());
  }

  private static final Cohort COHORT =
      new Cohort(List.of(slide("P", "p1"), slide("Q", "q1"), slide("P", "p2"), slide("R", "r1")));

  private static Bagging.Unit unit(final String id, final String... slides) {
    return new Bagging.Unit(id, List.of(slides));
  }

  @Test
  void slidesOfAPatientAreOneBagInTheOrderOfTheTable() {
    final List<String> slides = List.of("p2", "q1", "p1", "x");
    assertEquals(
        List.of(unit("P", "p1", "p2"), unit("Q", "q1"), unit("x", "x")),
        Bagging.PATIENT.units(COHORT, slides));
    assertEquals(
        List.of(unit("p2", "p2"), unit("q1", "q1"), unit("p1", "p1"), unit("x", "x")),
        Bagging.SLIDE.units(COHORT, slides));
  }

  @Test
  void aPatientHasOneLabel() {
    assertEquals(1, Bagging.label(unit("P", "p1", "p2"), Map.of("p1", 1, "p2", 1)));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> Bagging.label(unit("P", "p1", "p2"), Map.of("p1", "low", "p2", "high")));
    for (final String word : List.of("\"P\"", "\"p1\" has low", "\"p2\" has high", "bag=slide")) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  /** Two slides of 2 x 1 patches at the same places. */
  @Test
  void neighborsNeverCrossSlides() {
    final PatchGrid grid =
        PatchGrid.of(new PatchCoords(new long[] {0, 256}, new long[] {0, 0}), 256, 256);
    final Bag first = new Bag("p1", new float[] {1, 2, 3, 4}, FeatureCard.of(2), grid);
    final Bag second = new Bag("p2", new float[] {5, 6, 7, 8}, FeatureCard.of(2), grid);
    final Bag both = Bag.of("P", List.of(first, second));
    assertEquals("P", both.slideId());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, both.features());
    final int[] own = grid.neighbors();
    final int[] all = both.grid().neighbors();
    for (int i = 0; i < own.length; i++) {
      assertEquals(own[i], all[i]);
      assertEquals(2 + own[i], all[own.length + i]);
    }
    // Beside each other in the slide.
    assertTrue(java.util.Arrays.stream(own).anyMatch(n -> n == 1));
  }
}
