package io.github.attrimil.train;

import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The validation loss of a model that has learned nothing but how frequent the classes are in
 * training.
 *
 * @param loss its mean cross-entropy
 * @param model what such a model gives, for a message
 */
record Chance(double loss, String model) {

  /** Losses above this share of chance are called no better: the best of many epochs is lucky. */
  private static final double MARGIN = 0.97;

  /**
   * @param kind of model, which has a loss of its own
   * @param classes C
   * @return where training shows every class equally often, or weighs it so
   */
  static Chance uniform(final ModelKind kind, final int classes) {
    final double[] shares = new double[classes];
    Arrays.fill(shares, 1.0 / classes);
    return new Chance(
        kind.loss(shares, 0),
        String.format(Locale.ROOT, "each of %d classes the same probability", classes));
  }

  /**
   * @param recipe of the training
   * @param classes C
   * @param train bags to learn from
   * @param val bags that choose the epoch
   * @param labels each bag's class
   * @return what is expected of a model that has learned nothing
   */
  static Chance of(
      final Recipe recipe,
      final int classes,
      final List<String> train,
      final List<String> val,
      final Map<String, Integer> labels) {
    if (recipe.get(TrainingOptions.BALANCE) != TrainingOptions.Balance.NONE) {
      return uniform(recipe.kind(), classes);
    }
    final double[] shares = new double[classes];
    for (int c = 0; c < classes; c++) {
      final int label = c;
      final long alike = train.stream().filter(b -> labels.get(b) == label).count();
      // A class that training lacks is given as little as a model can learn to give it.
      shares[c] = Math.max(alike, 0.5) / train.size();
    }
    final double loss =
        val.stream().mapToDouble(b -> recipe.kind().loss(shares, labels.get(b))).sum();
    return new Chance(loss / val.size(), "each class its share of the training slides");
  }

  /**
   * @param lowest validation loss
   * @return whether it is no better than chance
   */
  boolean explains(final double lowest) {
    return lowest > MARGIN * loss;
  }
}
