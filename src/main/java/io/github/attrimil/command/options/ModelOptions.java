package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.mil.registry.TrainedModel;
import java.util.List;
import java.util.stream.Stream;

/** Options for which trained model is used. */
public final class ModelOptions {

  private static final String AUTO = "auto";

  /** The kind of a checkpoint file. */
  public static final Option<String> KIND =
      Option.oneOf(
          "kind",
          "Kind of a checkpoint file",
          "Kind of model of a file from elsewhere whose tensors fit several kinds. auto: by its"
              + " tensors, and by its card, FILE.json, where there is one.",
          Stream.concat(Stream.of(AUTO), ModelKinds.all().stream().map(ModelKind::name)).toList());

  /** The classes of a checkpoint file. */
  public static final Option<String> CLASSES =
      Option.text(
          "classes",
          "Classes of a checkpoint file",
          "Class names in order, separated by commas, of a file or folder from elsewhere that does"
              + " not name them. Empty: the model's own, else numbers.",
          "");

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST = List.of(CommonOptions.MODEL, KIND, CLASSES);

  private ModelOptions() {}

  /**
   * @param given values of {@link #LIST}
   * @return the model, as {@link TrainedModel#find} takes it
   */
  public static String model(final Options given) {
    final List<String> classes = CommonOptions.names(given.get(CLASSES));
    final String model = given.get(CommonOptions.MODEL);
    final String named = classes.isEmpty() ? model : TrainedModel.withClasses(model, classes);
    final String kind = given.get(KIND);
    return kind.equals(AUTO) ? named : TrainedModel.ofKind(named, kind);
  }
}
