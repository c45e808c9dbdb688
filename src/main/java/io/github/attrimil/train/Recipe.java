package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import java.util.Map;

/**
 * What is trained and how: a kind of model with every hyperparameter.
 *
 * @param kind of model
 * @param preset the recipe of the kind that it started from
 * @param options {@link TrainingOptions} and the kind's own
 */
public record Recipe(ModelKind kind, String preset, Options options) {

  /**
   * @param kind of model
   * @param preset one of {@link ModelKind#presets}
   * @return its recipe
   * @throws io.github.attrimil.core.options.UsageException when the kind has no such preset
   */
  public static Recipe of(final ModelKind kind, final String preset) {
    return new Recipe(kind, preset, kind.recipe(preset));
  }

  /**
   * @param changes values by name, as a user writes them
   * @return the recipe with these values
   * @throws AttriMilException when there is no such option, or a text is no value of it
   */
  public Recipe with(final Map<String, String> changes) {
    return new Recipe(kind, preset, options.with(changes));
  }

  /**
   * @param option one of the options
   * @param <T> type of its value
   * @return its value
   */
  public <T> T get(final Option<T> option) {
    return options.get(option);
  }

  /**
   * @param epoch from 0
   * @return the learning rate in that epoch
   */
  public double rateIn(final int epoch) {
    final double rate = get(TrainingOptions.RATE);
    return switch (get(TrainingOptions.SCHEDULE)) {
      case CONSTANT -> rate;
      case COSINE -> rate * (1 + Math.cos(Math.PI * epoch / get(TrainingOptions.EPOCHS))) / 2;
    };
  }
}
