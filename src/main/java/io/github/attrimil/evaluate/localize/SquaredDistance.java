package io.github.attrimil.evaluate.localize;

import java.util.Arrays;

/**
 * The exact squared Euclidean distance of each pixel to the nearest one that is set, in whole
 * numbers and linear time (Meijster et al. 2000, "A general algorithm for computing distance
 * transforms in linear time", doi:10.1007/0-306-47025-X_36).
 */
final class SquaredDistance {

  private SquaredDistance() {}

  /**
   * @param image height x width, row by row; what is not 0 is set
   * @param width in pixels
   * @return height x width squared distances in pixels, 0 where a pixel is set; Integer.MAX_VALUE
   *     everywhere when none is
   */
  static int[] of(final int[] image, final int width) {
    final int height = image.length / width;
    final int far = width + height;
    final int[] out = new int[image.length];
    boolean any = false;
    for (int x = 0; x < width; x++) {
      int distance = far;
      for (int y = 0; y < height; y++) {
        distance = image[y * width + x] != 0 ? 0 : Math.min(far, distance + 1);
        any |= distance == 0;
        out[y * width + x] = distance;
      }
      for (int y = height - 2; y >= 0; y--) {
        out[y * width + x] = Math.min(out[y * width + x], out[(y + 1) * width + x] + 1);
      }
    }
    if (!any) {
      Arrays.fill(out, Integer.MAX_VALUE);
      return out;
    }
    final long[] g = new long[width];
    final int[] s = new int[width];
    final int[] t = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        g[x] = out[y * width + x];
      }
      row(g, s, t, out, y * width);
    }
    return out;
  }

  /** One row: s holds the columns whose parabolas are lowest, t from where on each is. */
  private static void row(
      final long[] g, final int[] s, final int[] t, final int[] out, final int at) {
    int q = 0;
    s[0] = 0;
    t[0] = 0;
    for (int u = 1; u < g.length; u++) {
      while (q >= 0 && f(g, t[q], s[q]) > f(g, t[q], u)) {
        q--;
      }
      if (q < 0) {
        q = 0;
        s[0] = u;
        t[0] = 0;
      } else {
        final long i = s[q];
        final long w =
            1 + Math.floorDiv((long) u * u - i * i + g[u] * g[u] - g[s[q]] * g[s[q]], 2 * (u - i));
        if (w < g.length) {
          q++;
          s[q] = u;
          t[q] = (int) w;
        }
      }
    }
    for (int u = g.length - 1; u >= 0; u--) {
      out[at + u] = (int) Math.min(Integer.MAX_VALUE, f(g, u, s[q]));
      if (u == t[q]) {
        q--;
      }
    }
  }

  private static long f(final long[] g, final long x, final int i) {
    return (x - i) * (x - i) + g[i] * g[i];
  }
}
