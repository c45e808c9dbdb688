package io.github.attrimil.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ConfusionTest {

  @Test
  void knownTable() {
    // Of 10 healthy 8 are called so; of 5 ill 4 are.
    final Confusion m = new Confusion(new long[][] {{8, 2}, {1, 4}});
    assertEquals(12.0 / 15, m.accuracy(), 1e-15);
    assertEquals(0.8, m.sensitivity(1).getAsDouble(), 1e-15);
    assertEquals(0.8, m.specificity(1).getAsDouble(), 1e-15);
    assertEquals(8.0 / 11, m.f1(1).getAsDouble(), 1e-15);
    assertEquals(0.8, m.balancedAccuracy(), 1e-15);
    // Chance agreement: 10/15 * 9/15 + 5/15 * 6/15 = 120/225.
    assertEquals((12.0 / 15 - 120.0 / 225) / (1 - 120.0 / 225), m.kappa().getAsDouble(), 1e-15);
  }

  @Test
  void absentClassesHaveNoFiguresAndDoNotCount() {
    final Confusion m = new Confusion(new long[][] {{3, 0, 0}, {1, 2, 0}, {0, 0, 0}});
    assertEquals(OptionalDouble.empty(), m.sensitivity(2));
    assertEquals(OptionalDouble.of(1), m.specificity(2));
    assertEquals(OptionalDouble.empty(), m.f1(2));
    assertEquals((1 + 2.0 / 3) / 2, m.balancedAccuracy(), 1e-15);
    assertEquals((6.0 / 7 + 4.0 / 5) / 2, m.f1Macro(), 1e-15);
    final Confusion one = new Confusion(new long[][] {{5, 0}, {0, 0}});
    assertEquals(OptionalDouble.empty(), one.kappa());
    assertEquals(OptionalDouble.empty(), one.specificity(0));
  }
}
