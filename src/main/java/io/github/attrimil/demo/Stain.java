package io.github.attrimil.demo;

/**
 * Hematoxylin and eosin in transmitted light: the amounts of dye a pixel's tissue holds make
 * optical densities, which add (Beer and Lambert), and the light that is left is the color. The
 * dyes' colors lie between those of Ruifrok and Johnston 2001 and of Macenko et al. 2009
 * (doi:10.1109/ISBI.2009.5193250), differently on each slide, as laboratories differ.
 */
final class Stain {

  private static final float[][] RUIFROK = {{0.650f, 0.704f, 0.286f}, {0.072f, 0.990f, 0.105f}};
  private static final float[][] MACENKO = {{0.563f, 0.720f, 0.406f}, {0.216f, 0.801f, 0.558f}};
  private static final int STEPS = 4096;
  private static final float LARGEST = 6;
  private static final float[] TRANSMITTED = new float[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      TRANSMITTED[i] = (float) Math.exp(-i * LARGEST / STEPS);
    }
  }

  private final int seed;
  private final float[] light = new float[3];
  private final float[] hematoxylin = new float[3];
  private final float[] eosin = new float[3];
  private final float slopeX;
  private final float slopeY;

  Stain(final TissueSpec spec) {
    final long hash = Hash.mix(spec.patient() + 3);
    seed = (int) Hash.mix(spec.seed() + 3);
    final float white = Hash.range(hash, 0, 240, 246);
    final float mix = Hash.range(hash, 1, 0.4f, 0.95f);
    final float h = Hash.range(hash, 2, 0.88f, 1.15f);
    final float e = Hash.range(hash, 3, 0.7f, 1.02f);
    for (int c = 0; c < 3; c++) {
      light[c] = white + Hash.range(hash, 4 + c, -0.8f, 0.8f) - (c == 1 ? 0.8f : 0);
      hematoxylin[c] = h * (RUIFROK[0][c] + mix * (MACENKO[0][c] - RUIFROK[0][c]));
      eosin[c] = e * (RUIFROK[1][c] + mix * (MACENKO[1][c] - RUIFROK[1][c]));
    }
    slopeX = Hash.range(hash, 7, -5, 5) / spec.width();
    slopeY = Hash.range(hash, 8, -5, 5) / spec.height();
  }

  /**
   * @param x of the pixel
   * @param y of the pixel
   * @param h amount of hematoxylin; 1 is a usual nucleus
   * @param e amount of eosin; 1 is dense collagen
   * @param gray optical density of colorless dirt
   * @param rgb where the pixel goes
   * @param at index of its red
   */
  void paint(
      final int x,
      final int y,
      final float h,
      final float e,
      final float gray,
      final byte[] rgb,
      final int at) {
    int q = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ seed;
    q = (q ^ q >>> 15) * 0x2C1B3C6D;
    q ^= q >>> 13;
    final float shot = ((q & 31) + (q >>> 5 & 31)) * (3.2f / 62) - 1.6f;
    final float glass = shot + slopeX * x + slopeY * y;
    for (int c = 0; c < 3; c++) {
      final float density = h * hematoxylin[c] + e * eosin[c] + gray;
      final int step = Math.min(STEPS - 1, (int) (density * (STEPS / LARGEST)));
      final float value = (light[c] + glass) * TRANSMITTED[step] + 0.5f;
      rgb[at + c] = (byte) Math.max(0, Math.min(255, (int) value));
    }
  }
}
