package io.github.attrimil.command.base;

import io.github.attrimil.command.door.Words;
import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.project.LastSettings;
import io.github.attrimil.project.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The settings that a project's outputs were made with, as its run records have them. */
public final class ProjectSettings {

  /** What belongs to one run. */
  private static final Set<String> OF_ONE_RUN =
      Set.of(
          "project",
          "redo",
          "slide",
          "slides",
          "labels",
          "roi",
          "preview",
          "export",
          "label",
          MoreSettings.NAME);

  /** Other values of these repeat no work. */
  private static final Set<String> HARMLESS = Set.of("device", "top", "slidesatonce");

  /** With other values of these the output gets another name, and the first one stays. */
  private static final Set<String> NAMING = Set.of("model", "kind", "name");

  /** Commands whose repetition takes long, and that the pipeline runs with its own parameters. */
  private static final Set<String> IN_PIPELINE =
      Set.of("pipeline", "demo", "patch", "features", "split", "train");

  private final String command;
  private final LastSettings last;

  /**
   * @param project the project
   * @param command the command's name
   */
  public ProjectSettings(final Project project, final String command) {
    this.command = command;
    this.last =
        LastSettings.of(
            project,
            IN_PIPELINE.contains(command)
                ? List.of(command, "pipeline", "demo")
                : List.of(command));
  }

  /**
   * Fills in the values of the last run.
   *
   * @param module the command
   * @param entered the names of inputs that a user has set, which stay
   */
  public void offer(final AttriCommand module, final Set<String> entered) {
    values(module.defaults())
        .forEach(
            (option, value) -> {
              // What is resolved was given by a script.
              if (!module.isInputResolved(option.name()) && !entered.contains(option.name())) {
                module.setInput(option.name(), OptionItem.of(option, value));
              }
            });
  }

  /** Sets the values of the last run, of all options, where no dialog is shown. */
  void take(final AttriCommand module) {
    values(module.defaults())
        .forEach((option, value) -> module.setInput(option.name(), OptionItem.of(option, value)));
  }

  /**
   * What a run with other settings would cost.
   *
   * @param given the settings of the run
   * @return a question, where finished work would be done again
   */
  public Optional<String> cost(final Options given) {
    if (!IN_PIPELINE.contains(command) || last.totalSeconds().isEmpty()) {
      return Optional.empty();
    }
    final List<String> changes = new ArrayList<>();
    for (final Map.Entry<Option<?>, Object> before : values(given).entrySet()) {
      final Option<?> option = before.getKey();
      final Object now = given.get(option);
      if (HARMLESS.contains(option.name()) || Objects.equals(before.getValue(), now)) {
        continue;
      }
      if (NAMING.contains(option.name())) {
        return Optional.empty();
      }
      changes.add(
          String.format(
              Locale.ROOT,
              "%s was %s and is now %s",
              Words.label(option),
              shown(option, before.getValue()),
              shown(option, now)));
    }
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "This project was processed with other settings: "
                + String.join("; ", changes)
                + ". What depends on them is computed again, and earlier results are replaced."
                + " The last run took "
                + Progress.duration(last.totalSeconds().getAsDouble())
                + ". Continue?");
  }

  private static String shown(final Option<?> option, final Object value) {
    final String text = value == null ? "" : OptionText.readable(option.text(value));
    return text.isEmpty() ? "the default" : text;
  }

  /** The values of the last run that are values of these options still. */
  private Map<Option<?>, Object> values(final Options options) {
    final Map<Option<?>, Object> values = new LinkedHashMap<>();
    for (final Option<?> option : options.list()) {
      final String text = last.parameters().get(option.name());
      if (text == null || OF_ONE_RUN.contains(option.name())) {
        continue;
      }
      try {
        values.put(option, text.isEmpty() ? option.defaultValue() : parse(option, text));
      } catch (final AttriMilException e) {
        // An older version wrote it.
        values.remove(option);
      }
    }
    return values;
  }

  /** Records hold constants as Java writes them. */
  private static Object parse(final Option<?> option, final String text) {
    return option.parse(option.type().isEnum() ? text.toLowerCase(Locale.ROOT) : text);
  }
}
