package io.github.attrimil.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreColorsTest {

  private static final ScoreColors COLORS = new ScoreColors(2, "as given");

  // Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1, on linear RGB
  private static final double[][] DEUTERANOPIA = {
    {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
  };
  private static final double[][] PROTANOPIA = {
    {0.152286, 1.052583, -0.204868},
    {0.114503, 0.786281, 0.099216},
    {-0.003882, -0.048116, 1.051998}
  };

  private static double[] linear(final int argb) {
    final double[] rgb = new double[3];
    for (int band = 0; band < 3; band++) {
      final double v = (argb >> 8 * (2 - band) & 0xff) / 255.0;
      rgb[band] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
    return rgb;
  }

  private static double[] seen(final int argb, final double[][] eye) {
    final double[] in = linear(argb);
    final double[] out = new double[3];
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        out[row] += eye[row][k] * in[k];
      }
    }
    return lab(out);
  }

  // CIE L*a*b*, D65
  private static double[] lab(final double[] rgb) {
    final double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
    final double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
    final double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double f(final double t) {
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 1, 1.5, 2})
  void bothSidesDifferForRedGreenBlindness(final double value) {
    for (final double[][] eye : new double[][][] {DEUTERANOPIA, PROTANOPIA}) {
      final double[] plus = seen(COLORS.argb(value), eye);
      final double[] minus = seen(COLORS.argb(-value), eye);
      final double distance =
          Math.hypot(Math.hypot(plus[0] - minus[0], plus[1] - minus[1]), plus[2] - minus[2]);
      // 2.3 is just noticeable
      assertTrue(distance > 10 * value, value + " differ by " + distance);
    }
  }

  @Test
  void strongerIsDarkerOnBothSidesAlike() {
    double before = 101;
    for (double v = 0; v <= 2; v += 0.05) {
      final double plus = lab(linear(COLORS.argb(v)))[0];
      final double minus = lab(linear(COLORS.argb(-v)))[0];
      assertTrue(plus < before, "not darker at " + v);
      assertEquals(plus, minus, 8, "lightness at +-" + v);
      before = plus;
    }
  }

  @Test
  void zeroIsNeutralAndBeyondTheRangeIsFull() {
    assertEquals(0xfff7f7f7, COLORS.argb(0));
    assertEquals(COLORS.argb(2), COLORS.argb(99));
    assertEquals(COLORS.argb(-2), COLORS.argb(-99));
    assertEquals(COLORS.argb(-2), COLORS.argb(Double.NEGATIVE_INFINITY));
    assertEquals(0, COLORS.argb(Double.NaN));
    assertThrows(AttriMilException.class, () -> new ScoreColors(0, ""));
    assertThrows(AttriMilException.class, () -> new ScoreColors(Double.NaN, ""));
  }
}
