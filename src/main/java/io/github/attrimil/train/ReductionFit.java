package io.github.attrimil.train;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.reduction.Moments;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.mil.reduction.Standardized;
import io.github.attrimil.mil.reduction.WhitenedPca;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Fits the reduction of features of one fold, on patches of its training slides alone. Every class
 * has the same weight, and every slide of a class, whatever its number of patches; of large slides
 * patches are drawn.
 */
final class ReductionFit {

  /** Patches of all slides together, unless there are more slides. */
  private static final int MOST_PATCHES = 30_000;

  private final Function<String, Bag> bags;
  private final Map<String, Integer> labels;
  private final long seed;

  /**
   * @param bags gives a slide's bag
   * @param labels each slide's class
   * @param seed same seed, same patches
   */
  ReductionFit(
      final Function<String, Bag> bags, final Map<String, Integer> labels, final long seed) {
    this.bags = bags;
    this.labels = labels;
    this.seed = seed;
  }

  /**
   * @param slides the training slides
   * @param width d, the features wanted
   * @param beforeEach called before each slide is read
   * @return the reduction
   */
  WhitenedPca fit(final List<String> slides, final int width, final Runnable beforeEach) {
    return fit(slides, moments -> WhitenedPca.of(moments, width, seed), beforeEach);
  }

  /**
   * @param slides the training slides
   * @param beforeEach called before each slide is read
   * @return what scales each feature
   */
  Reduction standardized(final List<String> slides, final Runnable beforeEach) {
    return fit(slides, Standardized::of, beforeEach);
  }

  /**
   * @param slides the training slides
   * @param beforeEach called before each slide is read
   * @return what scales each feature and appends its square
   */
  Reduction withSquares(final List<String> slides, final Runnable beforeEach) {
    return fit(slides, Standardized::withSquares, beforeEach);
  }

  private <T> T fit(
      final List<String> slides, final Function<Moments, T> made, final Runnable beforeEach) {
    final Random random = new Random(seed);
    final int most = Math.max(1, MOST_PATCHES / slides.size());
    try (Moments moments = new Moments(bags.apply(slides.get(0)).dimension())) {
      for (final String slide : slides) {
        beforeEach.run();
        final int label = labels.get(slide);
        final long alike = slides.stream().filter(s -> labels.get(s) == label).count();
        moments.add(drawn(bags.apply(slide), most, random), 1.0 / alike);
      }
      return made.apply(moments);
    }
  }

  /** The features of some patches, or of all where they are few. */
  private static float[] drawn(final Bag bag, final int most, final Random random) {
    if (bag.size() <= most) {
      return bag.features();
    }
    final int d = bag.dimension();
    final float[] rows = new float[most * d];
    int taken = 0;
    // Each patch with the chance that leaves as many as wanted (Knuth, TAOCP 2, 3.4.2, S).
    for (int i = 0; taken < most; i++) {
      if (random.nextInt(bag.size() - i) < most - taken) {
        System.arraycopy(bag.features(), i * d, rows, taken * d, d);
        taken++;
      }
    }
    return rows;
  }
}
