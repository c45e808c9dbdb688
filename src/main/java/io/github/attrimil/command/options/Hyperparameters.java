package io.github.attrimil.command.options;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.train.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The hyperparameters of all kinds of model as options of a command: those of every training, then
 * each kind's own. Where one is empty, the preset has its value.
 */
public final class Hyperparameters {

  private final Map<String, Option<?>> options = new LinkedHashMap<>();

  /**
   * @param kinds the kinds of the registry
   */
  public Hyperparameters(final List<ModelKind> kinds) {
    this(TrainingOptions.defaults(), kinds);
    final Options shared = TrainingOptions.defaults();
    final Map<String, Option<?>> own = new LinkedHashMap<>();
    final Map<String, List<String>> having = new LinkedHashMap<>();
    for (final ModelKind kind : kinds) {
      for (final Option<?> option : kind.options().list()) {
        if (shared.find(option.name()).isPresent()) {
          throw new AttriMilException(
              "The kind " + kind.name() + " redefines the option " + option.name());
        }
        own.merge(option.name(), option, Option::or);
        having.computeIfAbsent(option.name(), n -> new ArrayList<>()).add(kind.name());
      }
    }
    own.forEach(
        (name, option) ->
            options.put(
                name,
                left(
                    option, kinds, " Only for kind=" + String.join(", ", having.get(name)) + ".")));
  }

  private Hyperparameters(final Options shared, final List<ModelKind> kinds) {
    shared.list().forEach(o -> options.put(o.name(), left(o, kinds, "")));
  }

  /**
   * @param kinds the kinds of the registry
   * @return the hyperparameters of every training, without those of a kind
   */
  public static Hyperparameters shared(final List<ModelKind> kinds) {
    return new Hyperparameters(TrainingOptions.defaults(), kinds);
  }

  /** An option that is left to the preset. */
  private static <T> Option<T> left(
      final Option<T> option, final List<ModelKind> kinds, final String who) {
    final Option<T> left =
        // Macros recorded by earlier versions leave these two to the preset by a 0.
        option.name().matches("epochs|rate") ? option.orNone(0) : option.orNone();
    final boolean choice = !option.choices().isEmpty();
    return left.words(
        option.label() + (choice ? "" : " (empty: preset)"),
        option.description()
            + (choice ? " preset: by the preset" : " Empty: by the preset")
            + usual(option.name(), kinds)
            + "."
            + who);
  }

  /** What the first presets of all kinds agree on. */
  private static String usual(final String name, final List<ModelKind> kinds) {
    final List<String> values =
        kinds.stream()
            .map(k -> k.recipe(k.presets().get(0)).asMap().get(name))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return values.size() == 1 ? ", usually " + OptionText.readable(values.get(0)) : "";
  }

  /** Whether it is a hyperparameter that not every kind has. */
  boolean isOfSomeKinds(final Option<?> option) {
    return options.containsValue(option)
        && TrainingOptions.defaults().find(option.name()).isEmpty();
  }

  /**
   * @return the options, in the order of dialogs
   */
  public List<Option<?>> list() {
    return List.copyOf(options.values());
  }

  /**
   * @param preset a kind's recipe
   * @param given values of {@link #list}
   * @return the recipe with what is given
   * @throws AttriMilException when the kind lacks an option that is given
   */
  public Recipe recipe(final Recipe preset, final Options given) {
    final Map<String, String> texts = new LinkedHashMap<>();
    for (final Option<?> option : options.values()) {
      given.given(option).ifPresent(value -> texts.put(option.name(), option.text(value)));
    }
    texts.forEach(
        (name, text) -> {
          if (preset.options().find(name).isEmpty()) {
            throw new UsageException(
                name
                    + "="
                    + text
                    + " is not an option of kind="
                    + preset.kind().name()
                    + ", which has "
                    + preset.options().list().stream()
                        .map(Option::name)
                        .collect(Collectors.joining(", ")));
          }
        });
    return preset.with(texts);
  }
}
