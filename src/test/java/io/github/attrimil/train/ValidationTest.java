package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ValidationTest {

  @Test
  void twoClasses() {
    final Validation.Sum sum = new Validation.Sum(2);
    sum.add(0, 0, new double[] {0.9, 0.1}, 0.1);
    sum.add(0, 1, new double[] {0.4, 0.6}, 0.9);
    sum.add(0, 0, new double[] {0.7, 0.3}, 0.3);
    sum.add(1, 1, new double[] {0.2, 0.8}, 0.2);
    sum.add(1, 0, new double[] {0.6, 0.4}, 1.0);
    final Validation mean = sum.mean();
    assertEquals(0.5, mean.loss(), 1e-15);
    assertEquals(3.0 / 5, mean.accuracy(), 1e-15);
    // Of six pairs, .8 is above all three and .4 above two.
    assertEquals(5.0 / 6, mean.auc(), 1e-15);
    assertEquals((2.0 / 3 + 1.0 / 2) / 2, mean.balanced(), 1e-15);
    assertEquals((4.0 / 6 + 2.0 / 4) / 2, mean.f1(), 1e-15);
  }

  @Test
  void threeClassesAreRankedOneAgainstTheRest() {
    final Validation.Sum sum = new Validation.Sum(3);
    sum.add(0, 0, new double[] {0.8, 0.1, 0.1}, 0);
    sum.add(1, 1, new double[] {0.1, 0.5, 0.4}, 0);
    sum.add(2, 1, new double[] {0.2, 0.6, 0.2}, 0);
    // Class 0: 1; class 1: above one of two; class 2: above one of two.
    assertEquals((1 + 0.5 + 0.5) / 3, sum.mean().auc(), 1e-15);
  }

  @Test
  void whatIsNotDefinedIsNaN() {
    assertTrue(Double.isNaN(new Validation.Sum(2).mean().loss()));
    final Validation.Sum one = new Validation.Sum(2);
    one.add(1, 1, new double[] {0.2, 0.8}, 0.2);
    assertTrue(Double.isNaN(one.mean().auc()));
    assertEquals(1, one.mean().balanced());
  }
}
