package io.github.attrimil.encoder.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextureTest {

  private static final int W = 64;

  private interface Value {
    float at(int x, int y);
  }

  private static float[] image(final Value value) {
    final float[] out = new float[W * W];
    for (int i = 0; i < out.length; i++) {
      out[i] = value.at(i % W, i / W);
    }
    return out;
  }

  @Test
  void distributionOfARamp() {
    final float[] d = Texture.distribution(image((x, y) -> x / 63f));
    assertEquals(0.5, d[0], 1e-4);
    assertEquals(Math.sqrt((64.0 * 64 - 1) / 12) / 63, d[1], 1e-4);
    assertArrayEquals(
        new float[] {3 / 63f, 15 / 63f, 31 / 63f, 47 / 63f, 60 / 63f},
        Arrays.copyOfRange(d, 2, 7),
        0.01f);
  }

  @Test
  void stripesOfOnePixelHaveEnergyAtTheFinestScaleOnly() {
    final float[] e = Texture.energies(image((x, y) -> x % 2), W);
    assertArrayEquals(new float[] {0.5f, 0, 0, 0, 0}, e, 1e-6f);
    final float[] wide = Texture.energies(image((x, y) -> x / 2 % 2), W);
    assertArrayEquals(new float[] {0, 0.5f, 0, 0, 0}, wide, 1e-6f);
  }

  @Test
  void patternsOfAFlatImageAndOfADot() {
    final float[] flat = Texture.localPatterns(image((x, y) -> 1), W, 1, 0.02f);
    assertEquals(1, flat[0]);
    final float[] dot =
        Texture.localPatterns(image((x, y) -> x == 30 && y == 30 ? 1 : 0), W, 1, 0.02f);
    // The dot's eight neighbours see one brighter neighbour each.
    assertEquals(8f / (62 * 62), dot[1], 1e-7);
    final float[] hole =
        Texture.localPatterns(image((x, y) -> x == 30 && y == 30 ? 0 : 1), W, 1, 0.02f);
    assertEquals(1f / (62 * 62), hole[8], 1e-7);
  }

  @Test
  void coOccurrenceOfStripes() {
    // Stripes of grey 0 and 15 along x: pairs along x always differ, along y never.
    final float[] c = Texture.coOccurrence(image((x, y) -> x % 2), W, 1, 1);
    assertEquals(225 / 2.0, c[0], 1);
    assertEquals(0, c[1], 0.02);
    assertEquals(0.25, c[2], 0.01);
    assertEquals((1 + 1 / 16.0) / 2, c[3], 0.01);
  }

  @Test
  void granulometryOfASquare() {
    // A square of 20 x 20 shrinks by two pixels at each erosion.
    final float[] g =
        Texture.granulometry(
            image((x, y) -> x >= 20 && x < 40 && y >= 20 && y < 40 ? 1 : 0), W, 0.5f);
    final float all = W * W;
    assertArrayEquals(
        new float[] {400 / all, 324 / all, 256 / all, 196 / all, 100 / all}, g, 1e-6f);
  }

  @Test
  void separatesAPureStain() {
    // Optical density one of haematoxylin: its vector, of unit length.
    final double length = Math.sqrt(.650 * .650 + .704 * .704 + .286 * .286);
    final byte[] rgb = {
      (byte) Math.round(255 * Math.pow(10, -.650 / length)),
      (byte) Math.round(255 * Math.pow(10, -.704 / length)),
      (byte) Math.round(255 * Math.pow(10, -.286 / length))
    };
    final float[][] stains = StainSeparation.separate(new RgbImage(1, 1, rgb));
    assertEquals(1, stains[0][0], 0.01);
    assertEquals(0, stains[1][0], 0.01);
    assertEquals(0, stains[2][0], 0.01);
  }

  @Test
  void samePatchSameFeaturesAndAllFinite() {
    final byte[] rgb = new byte[3 * 256 * 256];
    new java.util.Random(5).nextBytes(rgb);
    final RgbImage patch = new RgbImage(256, 256, rgb);
    try (BaselineEncoder encoder = new BaselineEncoder()) {
      final float[] features = encoder.prepare(patch);
      assertEquals(BaselineEncoder.FEATURES, features.length);
      assertArrayEquals(features, encoder.prepare(patch));
      for (final float f : features) {
        assertEquals(true, Math.abs(f) <= 4);
      }
      for (final float f : encoder.prepare(RgbImage.white(256, 256))) {
        assertEquals(true, Float.isFinite(f));
      }
    }
  }
}
