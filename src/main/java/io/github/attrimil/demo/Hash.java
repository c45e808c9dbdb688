package io.github.attrimil.demo;

/**
 * Numbers that look random and depend on nothing but a seed and a place, so that neighboring tiles
 * agree. The mixer is SplitMix64's (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
 */
final class Hash {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hash() {}

  static long mix(final long seed) {
    long z = seed + GOLDEN;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** The hash of a grid cell. */
  static long cell(final long seed, final int ix, final int iy) {
    return mix(mix(seed ^ ix) + 0x632BE59BD9B4E019L * iy);
  }

  /** The k-th number of a hash, in [0, 1). */
  static float unit(final long hash, final int k) {
    return (mix(hash + k * GOLDEN) >>> 40) * 0x1p-24f;
  }

  /** The k-th number of a hash, in [low, high). */
  static float range(final long hash, final int k, final float low, final float high) {
    return low + (high - low) * unit(hash, k);
  }
}
