package io.github.attrimil.encoder.stain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.encoder.baseline.BaselineEncoder;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against src/test/python/make_stain_golden.py, and what is left alone. */
class StainNormalizationTest {

  private static final int SIDE = 64;

  /** The script wrote every seventh pixel. */
  private static final int STEP = 7;

  private static final int DARK = 200;

  private static RgbImage tissue() {
    return tissue(224);
  }

  /** The image, repeated where the patch is larger. */
  private static RgbImage tissue(final int side) {
    final BufferedImage image = PngFile.read(Goldens.resource("encoders/tissue_224_a.png"));
    final int own = image.getWidth();
    final byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      final int pixel = image.getRGB(i % side % own, i / side % own);
      rgb[3 * i] = (byte) (pixel >> 16);
      rgb[3 * i + 1] = (byte) (pixel >> 8);
      rgb[3 * i + 2] = (byte) pixel;
    }
    return new RgbImage(side, side, rgb);
  }

  private static RgbImage plain(final int red, final int green, final int blue) {
    final byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      rgb[3 * i] = (byte) red;
      rgb[3 * i + 1] = (byte) green;
      rgb[3 * i + 2] = (byte) blue;
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  @ParameterizedTest
  @EnumSource(
      value = StainNormalization.class,
      names = {"MACENKO", "REINHARD"})
  void everyPixelIsWithinOneGrayLevelOfPython(final StainNormalization how) {
    final float[] expected =
        NpzFile.read(Goldens.resource("stain/expected.npz"))
            .get(how.name().toLowerCase(Locale.ROOT) + "_0")
            .floats();
    final RgbImage patch = tissue();
    final byte[] found = how.apply(patch).rgb();
    assertFalse(Arrays.equals(patch.rgb(), found));
    for (int i = 0; i < expected.length; i++) {
      final int at = 3 * STEP * (i / 3) + i % 3;
      assertEquals(expected[i], found[at] & 0xff, 1, how + " at " + at);
    }
  }

  @ParameterizedTest
  @EnumSource(StainNormalization.class)
  void patchesWithoutTwoStainsAreLeftAlone(final StainNormalization how) {
    // White, transparent as readers give it, black, gray, and a single stain's color.
    for (final RgbImage patch :
        new RgbImage[] {
          RgbImage.white(SIDE, SIDE),
          plain(0, 0, 0),
          plain(240, 238, 242),
          plain(128, 128, 128),
          plain(150, 80, 160)
        }) {
      assertSame(patch, how.apply(patch));
    }
    final RgbImage speck = RgbImage.white(SIDE, SIDE);
    speck.rgb()[0] = 10;
    speck.rgb()[1] = 20;
    speck.rgb()[2] = 30;
    assertSame(speck, how.apply(speck));
  }

  @ParameterizedTest
  @EnumSource(
      value = StainNormalization.class,
      names = {"MACENKO", "REINHARD"})
  void backgroundStays(final StainNormalization how) {
    final RgbImage patch = tissue();
    Arrays.fill(patch.rgb(), 0, 300, (byte) 245);
    final byte[] found = how.apply(patch).rgb();
    assertArrayEquals(new byte[] {(byte) 245, (byte) 245}, Arrays.copyOf(found, 2));
    assertEquals((byte) 245, found[299]);
  }

  /** A stained slide and a paler scan of it become alike. */
  @ParameterizedTest
  @EnumSource(
      value = StainNormalization.class,
      names = {"MACENKO", "REINHARD"})
  void scansOfOneTissueBecomeAlike(final StainNormalization how) {
    final RgbImage patch = tissue();
    final byte[] pale = patch.rgb().clone();
    for (int i = 0; i < pale.length; i++) {
      pale[i] = (byte) Math.round(255 * Math.pow((pale[i] & 0xff) / 255.0, 0.6));
    }
    final RgbImage paler = new RgbImage(patch.width(), patch.height(), pale);
    final double before = difference(patch.rgb(), pale, pale);
    final double after = difference(how.apply(patch).rgb(), how.apply(paler).rgb(), pale);
    assertTrue(after < 0.75 * before, before + " before, " + after + " after");
  }

  /** The mean difference of values that are dark in the paler patch, which are tissue. */
  private static double difference(final byte[] a, final byte[] b, final byte[] pale) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < a.length; i++) {
      if ((pale[i] & 0xff) < DARK) {
        sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        n++;
      }
    }
    assertTrue(n > a.length / 10);
    return sum / n;
  }

  @Test
  void anEncoderIsGivenTheNormalizedPatchAndItsCardSaysSo() {
    final BaselineEncoder plain = new BaselineEncoder();
    final RgbImage patch = tissue(plain.card().inputSize());
    try (StainedEncoder encoder =
        new StainedEncoder(new BaselineEncoder(), StainNormalization.MACENKO)) {
      assertArrayEquals(
          plain.prepare(StainNormalization.MACENKO.apply(patch)), encoder.prepare(patch));
      assertEquals("macenko", encoder.card().stain());
      assertTrue(encoder.card().toJson().contains("\"stain\":\"macenko\""));
      assertFalse(plain.card().toJson().contains("stain"));
    }
    plain.close();
  }
}
