package io.github.attrimil.mil.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Leak;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The keys of model.json, in the file's order. Early files lack {@link #splits}, {@link #warnings}
 * and {@link #reducedFeatures}; {@link #leaks} is there only where there are some.
 */
final class ModelJson {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The kind. */
  private String model;

  private String name;

  /** D. */
  private int features;

  private List<String> classes;
  private String encoder;
  private String encoderCard;
  private int patchSize;
  private double mpp;
  private int folds;
  private long seed;
  private String preset;

  /** Every hyperparameter. */
  private Map<String, String> training;

  /** Features that the network of each fold sees after a reduction. */
  private List<Integer> reducedFeatures;

  private String version;
  private List<String> warnings;
  private List<FoldSplit> splits;

  /** Where test data leaked into the training. */
  private List<Leak> leaks;

  static ModelCard read(final Path file) {
    try {
      return GSON.fromJson(JsonFile.read(file), ModelJson.class).card();
    } catch (final IOException | RuntimeException e) {
      // Gson wraps what a constructor refuses.
      final Throwable why = e.getCause() instanceof AttriMilException ? e.getCause() : e;
      throw new AttriMilException(
          "Cannot read the model card "
              + file
              + ": "
              + AttriMilException.oneLine(why)
              + "; train again",
          e);
    }
  }

  private ModelCard card() {
    return new ModelCard(
        model,
        name,
        classes,
        new FeatureCard(features, encoder, encoderCard, patchSize, mpp),
        new ModelCard.Training(folds, seed, preset, training, reducedFeatures, version, warnings),
        splits,
        new Leaks(leaks));
  }

  static void write(final ModelCard card, final Path file) {
    final ModelJson json = new ModelJson();
    json.model = card.kind();
    json.name = card.name();
    json.features = card.features().dimension();
    json.classes = card.classes();
    json.encoder = card.features().encoder();
    json.encoderCard = card.features().encoderCard();
    json.patchSize = card.features().patchSize();
    json.mpp = card.features().mpp();
    json.folds = card.training().folds();
    json.seed = card.training().seed();
    json.preset = card.training().preset();
    json.training = card.training().options();
    json.reducedFeatures = card.training().widths();
    json.version = card.training().version();
    json.warnings = card.training().warnings();
    json.splits = card.splits();
    json.leaks = card.leaks().isEmpty() ? null : card.leaks().found();
    AtomicFile.write(file, part -> Files.writeString(part, GSON.toJson(json) + "\n"));
  }
}
