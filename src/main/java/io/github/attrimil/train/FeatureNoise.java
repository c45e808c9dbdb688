package io.github.attrimil.train;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.tensor.Compute;
import java.util.SplittableRandom;

/**
 * Noise on features. Each step has a seed of its own, so that a training can be resumed at any
 * step.
 */
final class FeatureNoise {

  private static final int[] PATCHES = {0};

  private final double deviations;
  private final SplittableRandom seeds;

  /**
   * @param deviations of the noise, in standard deviations of each feature over the bag; 0 for none
   * @param seed same seed, same noise
   */
  FeatureNoise(final double deviations, final long seed) {
    this.deviations = deviations;
    this.seeds = new SplittableRandom(seed);
  }

  /**
   * Continues after steps that were taken before.
   *
   * @param steps how many
   */
  void skip(final long steps) {
    for (long i = 0; i < steps; i++) {
      seeds.nextInt();
    }
  }

  /**
   * Begins the next step and adds noise. It is uniform, since what matters is its variance.
   *
   * @param h N x D features
   * @return features with noise, or h itself where there is none
   */
  NDArray next(final NDArray h) {
    final int seed = seeds.nextInt();
    if (deviations == 0) {
      return h;
    }
    final NDArray deviation = h.sub(h.mean(PATCHES, true)).square().mean(PATCHES, true).sqrt();
    final float bound = (float) (deviations * Math.sqrt(3));
    return Compute.uniform(seed, bound, h).muli(deviation).addi(h);
  }
}
