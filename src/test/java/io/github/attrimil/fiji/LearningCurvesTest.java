package io.github.attrimil.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ij.WindowManager;
import ij.gui.Plot;
import java.awt.GraphicsEnvironment;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LearningCurvesTest {

  private static Map<String, Double> values(final double loss, final double validation) {
    return Map.of("loss", loss, "val_loss", validation, "val_acc", 0.5);
  }

  /** Points come from several threads, and so in any order. */
  @Test
  void everyFoldHasACurveOfTrainingAndOneOfValidation() {
    final LearningCurves curves = new LearningCurves();
    curves.add("m", 1, 0, values(0.7, 0.8));
    curves.add("m", 0, 1, values(0.5, 0.6));
    curves.add("m", 0, 0, values(0.7, 0.9));
    curves.add("m", 0, 2, Map.of("loss", 0.25));
    final Plot plot = curves.plot();
    assertArrayEquals(new float[] {0, 1, 2}, plot.getDataObjectArrays(0)[0]);
    assertArrayEquals(new float[] {0.7f, 0.5f, 0.25f}, plot.getDataObjectArrays(0)[1]);
    assertArrayEquals(new float[] {0, 1}, plot.getDataObjectArrays(1)[0]);
    assertArrayEquals(new float[] {0.9f, 0.6f}, plot.getDataObjectArrays(1)[1]);
    assertArrayEquals(new float[] {0.8f}, plot.getDataObjectArrays(3)[1]);
    assertEquals(4, plot.getDataObjectDesignations().length);
    curves.add("other", 0, 0, values(1, 2));
    assertEquals(2, curves.plot().getDataObjectDesignations().length);
  }

  @Test
  void withoutADisplayThereIsNoWindow() {
    Assumptions.assumeTrue(GraphicsEnvironment.isHeadless());
    new LearningCurves().add("m", 0, 0, values(1, 1));
    assertNull(WindowManager.getCurrentWindow());
  }
}
