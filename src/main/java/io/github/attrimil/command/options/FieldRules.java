package io.github.attrimil.command.options;

import io.github.attrimil.adapt.Method;
import io.github.attrimil.cohort.SplitDesign;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.train.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * How fields of a dialog depend on each other: which have an effect, which presets a kind of model
 * has, and what a preset uses for an empty field.
 *
 * @param options those of the command
 * @param texts gives the present value of an option of these, as a text
 */
public record FieldRules(List<Option<?>> options, Texts texts) {

  private static final Set<Option<?>> OF_ANNOTATIONS =
      Set.of(
          LocalizationOptions.MAPS,
          LocalizationOptions.LABEL,
          LocalizationOptions.THRESHOLD,
          LocalizationOptions.DILATION,
          LocalizationOptions.ISOLATED,
          LocalizationOptions.DOWNSAMPLE);

  /** Gives the present value of an option, as a text. */
  @FunctionalInterface
  public interface Texts {
    /**
     * @param option an option of the command
     * @return its value
     */
    String of(Option<?> option);
  }

  /**
   * @param option one of these
   * @return whether it has an effect with the other values as they are
   */
  public boolean applies(final Option<?> option) {
    if (option == PatchOptions.MPP) {
      return isEmpty(PatchOptions.LEVEL);
    }
    if (option == SplitOptions.INNER) {
      return is(SplitOptions.SCHEME, SplitDesign.Scheme.NESTED);
    }
    if (option == SplitOptions.SHARE) {
      return is(SplitOptions.SCHEME, SplitDesign.Scheme.MONTECARLO);
    }
    if (option == MapOptions.STEP) {
      return !isEmpty(MapOptions.ROI);
    }
    if (OF_ANNOTATIONS.contains(option) && options.contains(LocalizationOptions.ANNOTATIONS)) {
      return !isEmpty(LocalizationOptions.ANNOTATIONS);
    }
    if (option == AdaptOptions.BATCH || option == AdaptOptions.PRECISION) {
      return is(AdaptOptions.METHOD, Method.SIMCLR);
    }
    return !TrainOptions.HYPERPARAMETERS.isOfSomeKinds(option)
        || kind().filter(k -> k.options().find(option.name()).isEmpty()).isEmpty();
  }

  private boolean isEmpty(final Option<?> other) {
    return !options.contains(other) || texts.of(other).isBlank();
  }

  private boolean is(final Option<?> other, final Object value) {
    return !options.contains(other) || texts.of(other).equalsIgnoreCase(OptionText.write(value));
  }

  private Optional<ModelKind> kind() {
    return options.contains(TrainOptions.KIND)
        ? ModelKinds.all().stream()
            .filter(k -> k.name().equals(texts.of(TrainOptions.KIND)))
            .findFirst()
        : Optional.empty();
  }

  /**
   * @param option one of these
   * @return the texts it may have with the other values as they are; empty where it is no choice
   */
  public List<String> choices(final Option<?> option) {
    return option == TrainOptions.PRESET && kind().isPresent()
        ? kind().get().presets()
        : option.choices();
  }

  /**
   * @param option one of these
   * @return the value that a preset has for it, as a text, where it is left to one
   */
  public Optional<String> ofPreset(final Option<?> option) {
    if (option.defaultValue() != null) {
      return Optional.empty();
    }
    final boolean trained = TrainOptions.HYPERPARAMETERS.list().contains(option);
    final BiFunction<FieldRules, Option<?>, Map<String, String>> preset =
        trained ? FieldRules::recipe : FieldRules::tissue;
    return Optional.ofNullable(preset.apply(this, option).get(option.name()))
        .filter(text -> !text.isEmpty())
        .map(OptionText::readable);
  }

  private Map<String, String> recipe(final Option<?> option) {
    try {
      return kind()
          .filter(k -> options.contains(TrainOptions.PRESET))
          .map(k -> Recipe.of(k, texts.of(TrainOptions.PRESET)).options().asMap())
          .orElse(Map.of());
    } catch (final AttriMilException e) {
      return Map.of(); // Another kind's preset, for a moment.
    }
  }

  private Map<String, String> tissue(final Option<?> option) {
    return PatchOptions.isOfPreset(option) && options.contains(PatchOptions.TISSUE)
        ? PatchOptions.ofPreset(texts.of(PatchOptions.TISSUE))
        : Map.of();
  }
}
