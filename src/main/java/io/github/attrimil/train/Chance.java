package io.github.attrimil.train;

import io.github.attrimil.mil.TrainingOptions;
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
   * @param classes C
   * @return where training shows every class equally often, or weighs it so
   */
  static Chance uniform(final int classes) {
    return new Chance(
        Math.log(classes),
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
      return uniform(classes);
    }
    double loss = 0;
    for (final String bag : val) {
      final long alike = train.stream().filter(b -> labels.get(b).equals(labels.get(bag))).count();
      // A class that training lacks is given as little as a model can learn to give it.
      loss -= Math.log(Math.max(alike, 0.5) / train.size());
    }
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
