package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;

class TissueMaskTest {

  /** Tissue in the left half of 8 x 8 pixels, each 16 x 16 level-0 pixels. */
  private static TissueMask half() {
    final byte[] data = new byte[64];
    for (int i = 0; i < 64; i++) {
      data[i] = (byte) (i % 8 < 4 ? 1 : 0);
    }
    return new TissueMask(8, 8, data, 16, 16, 8);
  }

  @Test
  void fractions() {
    assertEquals(32, half().tissuePixels());
    assertEquals(1, half().tissueFraction(0, 0, 64));
    assertEquals(0.5, half().tissueFraction(0, 0, 128));
    assertEquals(0.5, half().tissueFraction(32, 48, 64));
    assertEquals(0, half().tissueFraction(64, 0, 64));
    assertEquals(0.5, half().tissueFraction(-64, 0, 128)); // half of it outside the slide
    assertEquals(1, half().tissueFraction(2, 2, 4)); // smaller than a pixel of the mask
  }

  @Test
  void refusesWrongSizes() {
    assertThrows(AttriMilException.class, () -> new TissueMask(8, 8, new byte[63], 1, 1, 8));
    assertThrows(AttriMilException.class, () -> new TissueMask(8, 8, new byte[64], 0, 1, 8));
  }
}
