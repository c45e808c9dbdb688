package io.github.attrimil.explain;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.slide.PixelSize;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/** Patches whose maps are known beforehand. */
public final class Phantoms {

  private static final ModelLabel MODEL = new ModelLabel("model", "0", List.of("normal", "tumor"));

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
    final float[] bias = {0.25f, -0.5f};
    return new PatchScores(
        "slide",
        MODEL,
        PatchGrid.of(new PatchCoords(x, y), size, step, PatchGrid.unplaced(n).neighbors()),
        Optional.of(new PixelSize(0.499, 0.501, PixelSize.Origin.METADATA)),
        new PatchValues.Additive(byPatch(s), byPatch(a), bias),
        logits(s, a, bias));
  }

  /** The same patches with other values, and logits 1 and -1. */
  public static PatchScores with(final PatchScores scores, final PatchValues values) {
    return new PatchScores(
        scores.slideId(),
        MODEL,
        scores.grid(),
        Optional.of(new PixelSize(0.5, 0.5, PixelSize.Origin.METADATA)),
        values,
        new double[] {1, -1});
  }

  /** Each patch's scores as its own logits, without attention. */
  public static PatchScores logits(final PatchScores scores) {
    return with(
        scores,
        new PatchValues.InstanceLogits(
            byPatch(scores.shown(0), scores.shown(1)), 2, Optional.empty()));
  }

  /** Shares of attention, class by class. */
  public static PatchScores shares(final PatchScores scores, final float[]... shares) {
    final float[][] logs = new float[shares.length][shares[0].length];
    for (int c = 0; c < logs.length; c++) {
      for (int i = 0; i < logs[c].length; i++) {
        logs[c][i] = (float) Math.log(shares[c][i]);
      }
    }
    return with(scores, new PatchValues.AttentionOnly(byPatch(logs), shares.length));
  }

  private static float[] byPatch(final float[]... byClass) {
    final float[] flat = new float[byClass.length * byClass[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = byClass[i % byClass.length][i / byClass.length];
    }
    return flat;
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
  static double[] logits(final float[][] s, final float[][] a, final float[] bias) {
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

  /** A picture of one color. */
  public static RgbImage plain(final int width, final int height, final int gray) {
    final byte[] rgb = new byte[3 * width * height];
    java.util.Arrays.fill(rgb, (byte) gray);
    return new RgbImage(width, height, rgb);
  }
}
