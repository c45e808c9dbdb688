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
    // The dot's eight neighbors see one brighter neighbor each.
    assertEquals(8f / (62 * 62), dot[1], 1e-7);
    final float[] hole =
        Texture.localPatterns(image((x, y) -> x == 30 && y == 30 ? 0 : 1), W, 1, 0.02f);
    assertEquals(1f / (62 * 62), hole[8], 1e-7);
  }

  @Test
  void coOccurrenceOfStripes() {
    // Stripes of gray 0 and 15 along x: pairs along x always differ, along y never.
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
    // Optical density one of hematoxylin: its vector, of unit length.
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

  /** A pink ground with rows of purple discs, in whole numbers alone. */
  private static RgbImage tissue() {
    final byte[] rgb = new byte[3 * 256 * 256];
    for (int i = 0; i < 256 * 256; i++) {
      final int x = i % 256;
      final int y = i / 256;
      final int dx = x % 37 - 18;
      final int dy = (y + 11 * (x / 37)) % 41 - 20;
      final int grain = (x * 31 + y * 17 + x * y) % 13;
      final boolean nucleus = dx * dx + dy * dy < 70 + x / 4;
      rgb[3 * i] = (byte) ((nucleus ? 95 : 228) + grain);
      rgb[3 * i + 1] = (byte) ((nucleus ? 60 : 160) + y / 16 + grain);
      rgb[3 * i + 2] = (byte) ((nucleus ? 140 : 200) + grain);
    }
    return new RgbImage(256, 256, rgb);
  }

  /**
   * Features of version 1 do not change: models trained on them would silently see other numbers.
   * Recorded from the encoder itself; another order, scale, stain vector or threshold shows.
   */
  @Test
  void theValuesOfVersion1() {
    final float[] recorded = {
      -0.29087f, 0.08630f, 0.37809f, -0.36934f, -0.65710f, -0.89554f, -0.04572f, 0.27213f,
      -1.51858f, 1.61225f, 1.26613f, 0.44518f, -0.26526f, -1.09013f, -0.41064f, -1.45683f,
      2.69636f, 0.48777f, -0.15249f, -0.65851f, -1.10232f, 0.22952f, -0.11091f, 0.06409f,
      0.74905f, 1.34604f, -0.95704f, -1.09480f, -1.34443f, -1.43788f, -1.57099f, 0.05303f,
      0.39918f, -1.59937f, -1.46396f, -1.49304f, -1.06423f, -0.88696f, -0.09738f, 0.22994f,
      4.00000f, 0.03965f, 1.62960f, -0.97155f, -0.36323f, -1.89297f, -1.36725f, 0.31701f,
      -0.97023f, -0.93370f, 0.65007f, 0.57589f, -1.29899f, 0.51519f, 0.12853f, -0.00623f,
      0.18772f, 0.54407f, 0.51824f, -0.36123f, -0.20321f, -0.15921f, -0.19981f, -0.36417f,
      0.30993f, 0.51068f, 0.56543f, 0.49554f, 0.06682f, -0.67884f, -0.56704f, -0.44788f,
      -0.35350f, -0.26432f
    };
    try (BaselineEncoder encoder = new BaselineEncoder()) {
      assertArrayEquals(recorded, encoder.prepare(tissue()), 1e-3f);
    }
    assertEquals(true, BaselineEncoder.CARD.toJson().contains("version 1"));
  }
}
