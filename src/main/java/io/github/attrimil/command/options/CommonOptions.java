package io.github.attrimil.command.options;

import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Options of several commands, and how lists of options are put together. */
public final class CommonOptions {

  /** The project's folder. */
  public static final Option<Path> PROJECT =
      Option.path(
              "project",
              "Project folder",
              "Folder of the project, for all outputs; created if missing.",
              Values.Files.FOLDER)
          .mustBeGiven();

  /** A trained model. */
  public static final Option<String> MODEL =
      Option.text("model", "Model", "Name of a model, or a .pt or .safetensors file.", "attrimil");

  /** The encoder that a model needs. */
  public static final Option<String> MODEL_ENCODER =
      Option.text(
          "encoder",
          "Encoder (empty: the model's)",
          "Encoder for patches without features, as in Extract Patch Features. Empty: the one"
              + " that the model names.",
          "");

  /** Slides by their ids. */
  public static final Option<String> SLIDE =
      Option.text(
          "slide", "Slide ids (empty: all)", "Slide ids, separated by commas. Empty: all.", "");

  /** Where networks compute. */
  public static final Option<DeviceChoice> DEVICE =
      new Option<>(
          "device",
          "Device",
          "Device for networks; auto uses a GPU if PyTorch finds one. gpu:1 is the second GPU, mps"
              + " that of an Apple processor.",
          DeviceChoice.AUTO,
          new Values<>(
              DeviceChoice.class,
              List.of("auto", "cpu", "gpu", "gpu:1", "mps"),
              Optional.empty(),
              Values.Files.NONE,
              DeviceChoice::of),
          List.of(),
          false);

  /** The seed of everything random. */
  public static final Option<Long> SEED =
      Option.whole("seed", "Seed", "Seed; the same seed gives the same result.", 1);

  /** Whether finished outputs are made again. */
  public static final Option<Boolean> REDO =
      Option.flag("redo", "Redo", "Recompute outputs even if they are up to date.", false);

  /** What happens where test data would leak into training. */
  public static final Option<LeakPolicy> LEAKS =
      Option.choice(
          "leaks",
          "Leaks of test data",
          "Splits where a patient or slide is in test and in another part, or the encoder was"
              + " adapted on test slides. refuse: an error names them; allow: trains all the same,"
              + " and every report states it.",
          LeakPolicy.REFUSE);

  /** Whether results hold numbers in place of names. */
  public static final Option<Boolean> ANONYMOUS =
      Option.flag(
          "anonymous",
          "Numbers instead of names",
          "Results for others, in the project's folder anonymous: numbers stand for the names of"
              + " slides and patients in tables, reports, maps and file names. The names are in"
              + " anonymous_key.csv, next to that folder.",
          false);

  private CommonOptions() {}

  /**
   * @param parts options and lists of options
   * @return all of them, in order
   */
  public static List<Option<?>> list(final Object... parts) {
    final List<Option<?>> all = new ArrayList<>();
    for (final Object part : parts) {
      if (part instanceof Option<?> option) {
        all.add(option);
      } else {
        ((List<?>) part).forEach(option -> all.add((Option<?>) option));
      }
    }
    return List.copyOf(all);
  }

  /**
   * @param text names separated by commas
   * @return the names
   */
  public static List<String> names(final String text) {
    final List<String> names = new ArrayList<>();
    for (final String name : text.split(",")) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
