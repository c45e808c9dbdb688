package io.github.attrimil.slide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;

class PixelSizeTest {

  private static PixelSize size(final double x, final double y) {
    return new PixelSize(x, y, PixelSize.Origin.METADATA);
  }

  @Test
  void axesThatAreCalibratedApartHaveAMean() {
    assertEquals(0.25, size(0.25, 0.25).mpp());
    assertEquals(0.25125, size(0.25, 0.2525).mpp(), 1e-12);
  }

  @Test
  void pixelsThatAreNotSquareHaveNone() {
    for (final PixelSize size : new PixelSize[] {size(0.25, 0.5), size(0.5, 0.25)}) {
      final AttriMilException e = assertThrows(AttriMilException.class, size::mpp);
      assertTrue(e.getMessage().contains("0.5000"), e.getMessage());
    }
  }
}
