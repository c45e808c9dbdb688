package io.github.attrimil.slide;

import io.github.attrimil.format.image.RgbImage;

/**
 * Resamples a picture. Made smaller, each new pixel is the mean of the area it covers, partly
 * covered pixels weighted by their share. Made larger, it is interpolated by a Lanczos kernel of
 * three lobes: networks see the difference between repeated pixels and tissue.
 *
 * @see <a href="https://doi.org/10.1175/1520-0450(1979)018%3C1016:LFIOAT%3E2.0.CO;2">Duchon
 *     1979</a>
 */
public final class Resampling {

  /** Source pixels beyond the edge of what is enlarged that its border depends on. */
  static final int MARGIN = 3;

  private Resampling() {}

  /** For each new pixel along one axis: the first source pixel, and the weights from there on. */
  private record Axis(int[] first, float[][] weights) {

    static Axis of(final double start, final double extent, final int out, final int in) {
      final Axis axis = new Axis(new int[out], new float[out][]);
      final double scale = extent / out;
      for (int i = 0; i < out; i++) {
        if (scale < 1) {
          axis.interpolate(i, start + (i + 0.5) * scale - 0.5, in);
        } else {
          axis.average(
              i, Math.max(start + i * scale, 0), Math.min(start + (i + 1) * scale, in), in);
        }
      }
      return axis;
    }

    private void average(final int i, final double from, final double to, final int in) {
      final int a = Math.min((int) Math.floor(from + 1e-9), in - 1);
      final int b = Math.max(Math.min((int) Math.ceil(to - 1e-9), in), a + 1);
      final double[] w = new double[b - a];
      for (int k = a; k < b; k++) {
        w[k - a] = Math.max(Math.min(to, k + 1) - Math.max(from, k), 0);
      }
      set(i, a, w);
    }

    private void interpolate(final int i, final double center, final int in) {
      final int a = Math.max(0, Math.min((int) Math.floor(center) - MARGIN + 1, in - 1));
      final int b = Math.max(a + 1, Math.min((int) Math.floor(center) + MARGIN + 1, in));
      final double[] w = new double[b - a];
      for (int k = a; k < b; k++) {
        w[k - a] = lanczos(center - k);
      }
      set(i, a, w);
    }

    private static double lanczos(final double t) {
      if (Math.abs(t) < 1e-9) {
        return 1;
      }
      final double x = Math.PI * t;
      return Math.abs(t) < MARGIN ? MARGIN * Math.sin(x) * Math.sin(x / MARGIN) / (x * x) : 0;
    }

    private void set(final int i, final int from, final double[] w) {
      final double sum = java.util.Arrays.stream(w).sum();
      first[i] = from;
      weights[i] = new float[w.length];
      for (int k = 0; k < w.length; k++) {
        weights[i][k] = sum > 0 ? (float) (w[k] / sum) : 1f / w.length;
      }
    }
  }

  /**
   * @param source the pixels
   * @param x left edge of the part to resample, in source pixels, may lie within a pixel
   * @param y top edge of it
   * @param width of it, in source pixels
   * @param height of it
   * @param outWidth of the result
   * @param outHeight of the result
   * @return outWidth x outHeight pixels
   */
  public static RgbImage resample(
      final RgbImage source,
      final double x,
      final double y,
      final double width,
      final double height,
      final int outWidth,
      final int outHeight) {
    final Axis columns = Axis.of(x, width, outWidth, source.width());
    final Axis rows = Axis.of(y, height, outHeight, source.height());
    // Rows first, then columns: one pass over the source.
    final float[] line = new float[source.width() * 3];
    final byte[] in = source.rgb();
    final byte[] out = new byte[outWidth * outHeight * 3];
    for (int r = 0; r < outHeight; r++) {
      java.util.Arrays.fill(line, 0);
      for (int k = 0; k < rows.weights[r].length; k++) {
        final float w = rows.weights[r][k];
        final int from = (rows.first[r] + k) * line.length;
        for (int i = 0; i < line.length; i++) {
          line[i] += w * (in[from + i] & 0xff);
        }
      }
      for (int c = 0; c < outWidth; c++) {
        float red = 0;
        float green = 0;
        float blue = 0;
        final float[] weights = columns.weights[c];
        int i = columns.first[c] * 3;
        for (final float w : weights) {
          red += w * line[i++];
          green += w * line[i++];
          blue += w * line[i++];
        }
        final int o = (r * outWidth + c) * 3;
        out[o] = level(red);
        out[o + 1] = level(green);
        out[o + 2] = level(blue);
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }

  private static byte level(final float value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }
}
