package io.github.attrimil.explain;

import io.github.attrimil.format.image.RgbImage;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** Patches whose maps are known beforehand. */
public final class Phantoms {

  private Phantoms() {}

  /** Patches at these places, scored by place for class 1, the negative for class 0. */
  public static PatchScores scores(
      final long[] x,
      final long[] y,
      final double size,
      final double step,
      final ToDoubleBiFunction<Long, Long> score) {
    final int n = x.length;
    final float[][] s = new float[2][n];
    final float[][] a = new float[2][n];
    for (int i = 0; i < n; i++) {
      s[1][i] = (float) score.applyAsDouble(x[i], y[i]);
      s[0][i] = -s[1][i];
      a[0][i] = (float) Math.sin(i);
      a[1][i] = (float) Math.cos(i);
    }
    final double[] bias = {0.25, -0.5};
    return new PatchScores(
        "slide",
        "model",
        "0",
        List.of("normal", "tumor"),
        x,
        y,
        size,
        step,
        0.499,
        0.501,
        s,
        a,
        bias,
        logits(s, a, bias),
        null);
  }

  /** A full grid of columns x rows patches from (x0, y0), patch i at column i % columns. */
  public static PatchScores grid(
      final long x0,
      final long y0,
      final int columns,
      final int rows,
      final double size,
      final double step,
      final ToDoubleBiFunction<Long, Long> score) {
    final long[] x = new long[columns * rows];
    final long[] y = new long[columns * rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.round(x0 + i % columns * step);
      y[i] = Math.round(y0 + i / columns * step);
    }
    return scores(x, y, size, step, score);
  }

  /** The formula, written down a second time. */
  static double[] logits(final float[][] s, final float[][] a, final double[] bias) {
    final double[] logit = new double[s.length];
    for (int c = 0; c < s.length; c++) {
      double numerator = 0;
      double denominator = 0;
      for (int i = 0; i < s[c].length; i++) {
        numerator += s[c][i];
        denominator += Math.exp(a[c][i]);
      }
      logit[c] = numerator / denominator + bias[c];
    }
    return logit;
  }

  /** A picture of one colour. */
  public static RgbImage plain(final int width, final int height, final int grey) {
    final byte[] rgb = new byte[3 * width * height];
    java.util.Arrays.fill(rgb, (byte) grey);
    return new RgbImage(width, height, rgb);
  }
}
