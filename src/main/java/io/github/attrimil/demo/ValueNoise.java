package io.github.attrimil.demo;

/** Smooth two-dimensional noise: a table of random values, interpolated with a cubic ease. */
final class ValueNoise {

  private static final int SIZE = 256;
  private static final int MASK = SIZE - 1;

  private final float[] table = new float[SIZE * SIZE];

  ValueNoise(final long seed) {
    for (int i = 0; i < table.length; i++) {
      table[i] = Hash.unit(seed, i);
    }
  }

  /** In [0, 1); one random value at each whole number, repeating after 256. */
  float at(final float x, final float y) {
    final int ix = floor(x);
    final int iy = floor(y);
    final float fx = x - ix;
    final float fy = y - iy;
    final float sx = fx * fx * (3 - 2 * fx);
    final float sy = fy * fy * (3 - 2 * fy);
    final int row0 = (iy & MASK) * SIZE;
    final int row1 = (iy + 1 & MASK) * SIZE;
    final int col0 = ix & MASK;
    final int col1 = ix + 1 & MASK;
    final float top = table[row0 + col0] + (table[row0 + col1] - table[row0 + col0]) * sx;
    final float low = table[row1 + col0] + (table[row1 + col1] - table[row1 + col0]) * sx;
    return top + (low - top) * sy;
  }

  /** In [-1, 1): two octaves, turned against each other to hide the grid. */
  float signed(final float x, final float y) {
    final float coarse = at(x, y);
    final float fine = at(1.6f * x + 1.2f * y + 37.3f, 1.6f * y - 1.2f * x + 11.9f);
    return 1.34f * coarse + 0.66f * fine - 1;
  }

  private static int floor(final float x) {
    final int i = (int) x;
    return x < i ? i - 1 : i;
  }

  /** 0 below low, 1 above high, a cubic ease between. */
  static float ease(final float low, final float high, final float x) {
    final float t = (x - low) / (high - low);
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
  }
}
