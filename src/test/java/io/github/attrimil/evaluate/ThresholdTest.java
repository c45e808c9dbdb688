package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThresholdTest {

  @Test
  void liesMidwayInTheGapThatSeparates() {
    final Predictions p = Tables.binary(new int[] {0, 0, 1, 1}, 0.05, 0.1, 0.3, 0.9);
    final Threshold t = Threshold.youden(p).orElseThrow();
    assertEquals(0.2, t.value(), 1e-15);
    assertEquals(1, t.sensitivity());
    assertEquals(1, t.specificity());
    assertEquals(0.75, p.confusion().accuracy());
    assertEquals(1, t.apply(p).confusion().accuracy());
  }

  @Test
  void weighsClassesEquallyHoweverMany() {
    // At .45: sensitivity 1, specificity .75. At .7: sensitivity .5, specificity 1.
    final Predictions p = Tables.binary(new int[] {0, 0, 0, 0, 1, 1}, 0.1, 0.2, 0.3, 0.6, 0.6, 0.8);
    final Threshold t = Threshold.youden(p).orElseThrow();
    assertEquals(0.45, t.value(), 1e-15);
    assertEquals(1, t.sensitivity());
    assertEquals(0.75, t.specificity());
  }

  @Test
  void amongEqualsTakesTheOneNearestHalf() {
    final Predictions p = Tables.binary(new int[] {1, 0, 1, 0}, 0.99, 0.97, 0.61, 0.41);
    assertEquals(0.51, Threshold.youden(p).orElseThrow().value(), 1e-15);
  }

  @Test
  void needsBothClassesAndNoMore() {
    final Predictions one = Tables.binary(new int[] {1, 1}, 0.5, 0.6);
    assertEquals(Optional.empty(), Threshold.youden(one));
    final Predictions three = Tables.random(1, "s", 6, 3, 1);
    assertThrows(AttriMilException.class, () -> Threshold.youden(three));
    assertThrows(AttriMilException.class, () -> new Threshold(0.5, 1, 1).apply(three));
  }
}
