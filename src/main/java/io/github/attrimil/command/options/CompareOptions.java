package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.pipeline.CompareStage;
import io.github.attrimil.train.Recipe;
import java.util.List;
import java.util.Optional;

/** Options for which kinds of model are compared, and how. */
public final class CompareOptions {

  private static final String ALL = "all";

  /** What is compared where nothing is named: the default, the plain and the well-known kinds. */
  private static final List<String> USUAL =
      List.of("attrimil", "abmil", "clamsb", "dsmil", "transmil", "dtfd", "acmil", "max", "mean");

  /** The kinds. */
  public static final Option<String> KINDS =
      Option.text(
          "kinds",
          "Kinds of model (empty: " + usual().size() + " usual)",
          "Kinds of model, separated by commas, or all. Empty: " + String.join(", ", usual()) + ".",
          "");

  /** The name. */
  public static final Option<String> NAME =
      Option.text(
          "name",
          "Name of the comparison",
          "Name of the comparison; its models are named NAME-KIND.",
          "compare");

  /** The hyperparameters that all kinds share. */
  public static final Hyperparameters HYPERPARAMETERS = Hyperparameters.shared(ModelKinds.all());

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      CommonOptions.list(
          KINDS,
          NAME,
          TrainOptions.CLASSES,
          LocalizationOptions.ANNOTATIONS,
          LocalizationOptions.LABEL,
          LocalizationOptions.DOWNSAMPLE,
          SlideOptions.PIXELSIZE,
          HYPERPARAMETERS.list());

  private CompareOptions() {}

  private static List<String> usual() {
    return USUAL.stream()
        .filter(name -> ModelKinds.all().stream().anyMatch(k -> k.name().equals(name)))
        .toList();
  }

  private static List<ModelKind> kinds(final String text) {
    if (text.strip().equals(ALL)) {
      return ModelKinds.all();
    }
    final List<String> names = CommonOptions.names(text);
    for (final String name : names) {
      if (ModelKinds.all().stream().noneMatch(k -> k.name().equals(name))) {
        throw new UsageException(
            "kinds="
                + text
                + ": \""
                + name
                + "\" is not one of "
                + String.join(", ", ModelKinds.all().stream().map(ModelKind::name).toList()));
      }
    }
    return (names.isEmpty() ? usual() : names).stream().map(ModelKinds::named).toList();
  }

  /**
   * @param text kinds, separated by commas
   * @return what is wrong with it, one sentence
   */
  public static Optional<String> problem(final String text) {
    try {
      kinds(text);
      return Optional.empty();
    } catch (final UsageException e) {
      return Optional.of(e.getMessage().replaceFirst("^kinds=.*?: ", "") + ".");
    }
  }

  /**
   * @param given values of {@link #LIST}, the device, seed and redo
   * @return what to compare
   */
  public static CompareStage.Request request(final Options given) {
    return new CompareStage.Request(
        given.get(NAME),
        kinds(given.get(KINDS)).stream()
            .map(k -> HYPERPARAMETERS.recipe(Recipe.of(k, k.presets().get(0)), given))
            .toList(),
        CommonOptions.names(given.get(TrainOptions.CLASSES)),
        given
            .given(LocalizationOptions.ANNOTATIONS)
            .map(folder -> LocalizationOptions.usual(folder, given)),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.SEED),
        given.get(CommonOptions.REDO),
        given.get(CommonOptions.LEAKS));
  }
}
