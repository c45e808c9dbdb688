package io.github.attrimil.train.bags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaggedSplitsTest {

  private static Cohort.LabeledSlide slide(final String patient, final String id) {
    return new Cohort.LabeledSlide(patient, id, "n", Optional.empty(), Optional.empty());
  }

  private static final Cohort COHORT =
      new Cohort(List.of(slide("P", "p1"), slide("Q", "q1"), slide("P", "p2"), slide("R", "r1")));

  @Test
  void splitsOfSlidesBecomeSplitsOfPatients() {
    final BaggedSplits bagged =
        BaggedSplits.of(
            COHORT,
            Bagging.PATIENT,
            List.of(
                new Split(List.of("p2", "p1"), List.of("q1"), List.of("r1")),
                new Split(List.of("r1", "q1"), List.of("p1", "p2"), List.of())));
    assertEquals(List.of("P"), bagged.splits().get(0).train());
    assertEquals(List.of("Q"), bagged.splits().get(0).val());
    assertEquals(List.of("P"), bagged.splits().get(1).val());
    assertEquals(new Bagging.Unit("P", List.of("p1", "p2")), bagged.units().get("P"));
  }

  @Test
  void aPatientInTwoPartsIsRefused() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                BaggedSplits.of(
                    COHORT,
                    Bagging.PATIENT,
                    List.of(new Split(List.of("p1", "q1"), List.of(), List.of("p2")))));
    assertTrue(
        e.getMessage().contains("splits_0.csv")
            && e.getMessage().contains("\"P\" in train and in test"),
        e.getMessage());
  }
}
