package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrocTest {

  @Test
  void whatWasMissedIsFoundAtNoThreshold() {
    // One slide, two lesions, the second missed; one false positive, the weakest candidate.
    final Froc froc =
        new Froc(List.of(new Froc.Slide("s", new double[] {0.2}, new double[] {0.9, 0}, 0)));
    assertEquals(0.5, froc.curve().orElseThrow().at(8));
    assertEquals(0.5, froc.allPoints().orElseThrow().at(8));
  }

  @Test
  void theLowestThresholdIsKeptOnlyWhereAsked() {
    final Froc froc =
        new Froc(List.of(new Froc.Slide("s", new double[] {0.5}, new double[] {0.9, 0.2}, 0)));
    assertEquals(0.5, froc.curve().orElseThrow().at(8));
    assertEquals(1, froc.allPoints().orElseThrow().at(8));
  }
}
