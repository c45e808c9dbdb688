package io.github.attrimil.train.bags;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.TrainingOptions;
import java.util.Arrays;

/** Which bags an epoch learns from, in order. */
public interface BagOrder {

  /**
   * @return the bags of the next epoch, by their numbers
   */
  int[] epoch();

  /**
   * Continues after epochs that were drawn before.
   *
   * @param epochs how many
   */
  default void skip(final int epochs) {
    for (int i = 0; i < epochs; i++) {
      epoch();
    }
  }

  /**
   * @param options of the training
   * @param labels each bag's class
   * @param seed same seed, same order
   * @return the order of the class balance that is wanted; an epoch has each bag once, or as many
   *     as are wanted at least
   */
  static BagOrder of(final Options options, final int[] labels, final long seed) {
    final int size = size(options, labels.length);
    return options.get(TrainingOptions.BALANCE) == TrainingOptions.Balance.SAMPLING
        ? new BalancedSampler(labels, size, seed)
        : new ShuffledBags(labels.length, size, seed);
  }

  /**
   * @param options of the training
   * @param bags how many there are
   * @return how many an epoch has
   */
  static int size(final Options options, final int bags) {
    return Math.max(bags, options.get(TrainingOptions.BAGS));
  }

  /**
   * @param options of the training
   * @param labels each bag's class
   * @param classes C
   * @return C factors of the loss: where it is weighed, the number of bags over that of a class and
   *     the number of classes that have bags; else 1
   */
  static double[] weights(final Options options, final int[] labels, final int classes) {
    final double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    if (options.get(TrainingOptions.BALANCE) == TrainingOptions.Balance.LOSS) {
      final long present = Arrays.stream(labels).distinct().count();
      for (int c = 0; c < classes; c++) {
        final int own = c;
        final long bags = Arrays.stream(labels).filter(l -> l == own).count();
        weights[c] = bags == 0 ? 1 : (double) labels.length / (present * bags);
      }
    }
    return weights;
  }
}
