package io.github.attrimil.slide;

/**
 * Resamples by area averaging: each new pixel is the mean of the area it covers, partly covered
 * pixels weighted by their share. Enlarging this way repeats pixels.
 */
public final class AreaAverage {

  private AreaAverage() {}

  /** For each new pixel along one axis: the first source pixel, and the weights from there on. */
  private record Axis(int[] first, float[][] weights) {

    static Axis of(final double start, final double extent, final int out, final int in) {
      final int[] first = new int[out];
      final float[][] weights = new float[out][];
      final double scale = extent / out;
      for (int i = 0; i < out; i++) {
        final double from = Math.max(start + i * scale, 0);
        final double to = Math.min(start + (i + 1) * scale, in);
        final int a = Math.min((int) Math.floor(from + 1e-9), in - 1);
        final int b = Math.max(Math.min((int) Math.ceil(to - 1e-9), in), a + 1);
        first[i] = a;
        weights[i] = new float[b - a];
        double sum = 0;
        for (int k = a; k < b; k++) {
          final double w = Math.max(Math.min(to, k + 1) - Math.max(from, k), 0);
          weights[i][k - a] = (float) w;
          sum += w;
        }
        for (int k = 0; k < b - a; k++) {
          weights[i][k] = sum > 0 ? (float) (weights[i][k] / sum) : 1f / (b - a);
        }
      }
      return new Axis(first, weights);
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
        out[o] = (byte) Math.round(red);
        out[o + 1] = (byte) Math.round(green);
        out[o + 2] = (byte) Math.round(blue);
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }
}
