package io.github.attrimil.adapt;

/**
 * Seeds of parts of a training, each its own: what one part draws does not depend on how much
 * others drew before, so that training resumes after any epoch as if it had never stopped.
 */
final class Seeds {

  private Seeds() {}

  /**
   * @param seed the training's
   * @param parts numbers of the part: epoch, patch, view
   * @return its seed, by the mixing function of SplitMix64 (Steele et al. 2014,
   *     doi:10.1145/2714064.2660195)
   */
  static long of(final long seed, final long... parts) {
    long z = mix(seed);
    for (final long part : parts) {
      z = mix(z ^ part);
    }
    return z;
  }

  private static long mix(final long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
