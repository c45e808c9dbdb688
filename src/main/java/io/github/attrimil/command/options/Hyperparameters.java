package io.github.attrimil.command.options;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.TrainingOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    final Options shared = TrainingOptions.defaults();
    shared.list().forEach(o -> options.put(o.name(), left(o, "")));
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
                name, left(option, " Only for kind=" + String.join(", ", having.get(name)) + ".")));
  }

  /** An option that is left to the preset. */
  private static <T> Option<T> left(final Option<T> option, final String who) {
    final Option<T> left =
        // Macros recorded by earlier versions leave these two to the preset by a 0.
        option.name().matches("epochs|rate") ? option.orNone(0) : option.orNone();
    return left.words(
        option.label() + (option.choices().isEmpty() ? " (empty: preset)" : ""),
        option.description() + who);
  }

  /**
   * @return the options, in the order of dialogs
   */
  public List<Option<?>> list() {
    return List.copyOf(options.values());
  }

  /**
   * @param kind a kind of model
   * @param preset one of its presets
   * @param given values of {@link #list}
   * @return the texts of those that are given, by name
   * @throws AttriMilException when the kind lacks the preset or an option that is given
   */
  public Map<String, String> given(final ModelKind kind, final String preset, final Options given) {
    if (!kind.presets().contains(preset)) {
      throw new AttriMilException(
          "preset="
              + preset
              + " is not a preset of kind="
              + kind.name()
              + ", which has "
              + String.join(", ", kind.presets()));
    }
    final Options recipe = kind.recipe(preset);
    final Map<String, String> texts = new LinkedHashMap<>();
    for (final Option<?> option : options.values()) {
      given.given(option).ifPresent(value -> texts.put(option.name(), option.text(value)));
    }
    texts.forEach(
        (name, text) -> {
          if (recipe.find(name).isEmpty()) {
            throw new AttriMilException(
                name
                    + "="
                    + text
                    + " is not an option of kind="
                    + kind.name()
                    + ", which has "
                    + recipe.list().stream().map(Option::name).collect(Collectors.joining(", ")));
          }
          recipe.with(name, text);
        });
    return texts;
  }
}
