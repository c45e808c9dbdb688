package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.geometry.PatchScale;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseMapTest {

  /** Evidence 2 and -4 at equal attention: the scores hold the exponential, clipped. */
  private static PatchValues.Additive values(final float attention) {
    final double exp = Math.exp(PatchEvidence.Additive.exponent(attention));
    return new PatchValues.Additive(
        new float[] {(float) (2 * exp), (float) (-4 * exp)},
        new float[] {attention, attention},
        new float[1]);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 59, 61, 100, 1000, -100, -1000})
  void theSlidesOwnPatchesAddWhatTheyAddHoweverLargeTheAttention(final float attention) {
    final PatchValues.Additive slide = values(attention);
    final double[][] parts = DenseMap.inSlide(slide, slide, 1);
    assertArrayEquals(new double[] {1, -2}, parts[0], 1e-6);
    assertArrayEquals(slide.contributions(0), parts[0], 1e-12);
    assertArrayEquals(
        new double[] {1 / 16.0, -2 / 16.0}, DenseMap.inSlide(slide, slide, 1 / 16.0)[0], 1e-7);
  }

  @Test
  void aRegionSharesTheAttentionOfTheSlide() {
    // exp(99) of 2 exp(100): evidence 2 and -4 at a share of 1/2e
    final double[] parts = DenseMap.inSlide(values(99), values(100), 1)[0];
    assertArrayEquals(new double[] {1 / Math.E, -2 / Math.E}, parts, 1e-6);
  }

  @Test
  void theStepNeedsPixelsOfAPatch() {
    final PatchGrid grid =
        PatchGrid.of(new PatchCoords(new long[] {0, 256}, new long[2]), 256, 256);
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> DenseMap.place("s", grid, new DenseRequest("0,0,512,256", 32, Encoding.of(""))));
    assertTrue(e.getMessage().contains("step=32"), e.getMessage());
    final PatchGrid known = grid.withScale(new PatchScale(0, 128, 1, 0.5));
    final DenseMap map =
        DenseMap.place("s", known, new DenseRequest("0,0,512,256", 32, Encoding.of("")));
    assertEquals(64, map.grid().stepLevel0());
    // Centers from 0 to 512 and from 0 to 256, edges included.
    assertEquals(9 * 5, map.grid().size());
    assertEquals(known.scale(), map.grid().scale());
    assertEquals("roi_0_0_512_256_step64", map.name());
  }
}
