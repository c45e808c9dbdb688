package io.github.attrimil.slide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.image.RgbImage;
import org.junit.jupiter.api.Test;

class ResamplingTest {

  /** Red 10 x, green 20 y, blue constant. */
  private static RgbImage ramp(final int width, final int height) {
    final byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        final int i = 3 * (y * width + x);
        rgb[i] = (byte) (10 * x);
        rgb[i + 1] = (byte) (20 * y);
        rgb[i + 2] = 77;
      }
    }
    return new RgbImage(width, height, rgb);
  }

  @Test
  void halvingIsTheMeanOfFourPixels() {
    final RgbImage out = Resampling.resample(ramp(4, 4), 0, 0, 4, 4, 2, 2);
    assertArrayEquals(new byte[] {5, 10, 77, 25, 10, 77, 5, 50, 77, 25, 50, 77}, out.rgb());
  }

  @Test
  void partlyCoveredPixelsCountByTheirShare() {
    // Columns 0.5 to 2.0: half of the first pixel (0), all of the second (10): 10 / 1.5.
    final RgbImage out = Resampling.resample(ramp(4, 1), 0.5, 0, 1.5, 1, 1, 1);
    assertEquals(Math.round(10 / 1.5), out.rgb()[0]);
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    assertArrayEquals(ramp(7, 5).rgb(), Resampling.resample(ramp(7, 5), 0, 0, 7, 5, 7, 5).rgb());
  }

  @Test
  void enlargingKeepsAWaveItsPlaceAndHeight() {
    final RgbImage wave = RgbImage.white(60, 1);
    for (int x = 0; x < 60; x++) {
      wave.rgb()[3 * x] = wave(x + 0.5);
    }
    final RgbImage out = Resampling.resample(wave, 10.25, 0, 40, 1, 100, 1);
    for (int i = 0; i < 100; i++) {
      assertEquals(wave(10.25 + (i + 0.5) * 0.4) & 0xff, out.rgb()[3 * i] & 0xff, 2, "pixel " + i);
      assertEquals((byte) 255, out.rgb()[3 * i + 1]);
    }
  }

  private static byte wave(final double x) {
    return (byte) Math.round(128 + 100 * Math.sin(2 * Math.PI * x / 9));
  }

  @Test
  void theMeanIsKept() {
    final RgbImage out = Resampling.resample(ramp(24, 12), 0, 0, 24, 12, 5, 5);
    double sum = 0;
    for (int i = 0; i < 25; i++) {
      sum += out.rgb()[3 * i] & 0xff;
    }
    assertEquals(115, sum / 25, 0.5);
  }
}
