package io.github.attrimil.mil.registry;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.mil.ModelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the tensors of a checkpoint file do not show, from a card beside it: FILE with the extension
 * .json, such as {@code {"kind": "srmambamil", "options": {"reordering": "5"}, "classes":
 * ["normal", "tumor"]}}, of which any key may be missing; or the model.json that {@code train}
 * wrote for the checkpoints of its folds.
 */
final class CheckpointCard {

  private static final Gson GSON = new Gson();
  private static final Set<String> KEYS = Set.of("kind", "options", "classes");

  /** By these a model.json is one of ours. */
  private static final Set<String> MODEL_KEYS = Set.of("model", "features", "training");

  private static final Pattern FOLD =
      Pattern.compile("s_(\\d{1,4})(?:_epoch_\\d{1,6})?_checkpoint\\.pt");
  private static final long MOST_BYTES = 1 << 20;

  /** The keys of a card. */
  private static final class Json {
    private String kind;
    private Map<String, String> options;
    private List<String> classes;
  }

  private final Path file;
  private final Json json;
  private final Optional<Origin> trained;

  private CheckpointCard(final Path file, final Json json, final Optional<Origin> trained) {
    this.file = file;
    this.json = json;
    this.trained = trained;
  }

  /**
   * @param checkpoint a checkpoint file
   * @return where its card lies, if it has one
   */
  static Path path(final Path checkpoint) {
    final String name = checkpoint.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return checkpoint.resolveSibling(name + ".json");
  }

  /**
   * @param checkpoint a checkpoint file
   * @return its card; where there is none, one that states nothing
   * @throws AttriMilException when the card cannot be read or has other keys
   */
  static CheckpointCard beside(final Path checkpoint) {
    final Path card = path(checkpoint);
    if (Files.isRegularFile(card) && !isTrained(card)) {
      return read(card);
    }
    final Path model = checkpoint.resolveSibling("model.json");
    final Matcher fold = FOLD.matcher(checkpoint.getFileName().toString());
    if (fold.matches() && Files.isRegularFile(model) && isTrained(model)) {
      final ModelCard trained = ModelCard.read(model);
      final int number = Integer.parseInt(fold.group(1));
      if (number < trained.training().folds()) {
        return of(model, trained, number);
      }
    }
    return new CheckpointCard(card, new Json(), Optional.empty());
  }

  private static CheckpointCard of(final Path file, final ModelCard trained, final int fold) {
    final Json json = new Json();
    json.kind = trained.kind();
    json.options = trained.training().options();
    json.classes = trained.classes();
    final Path folder = file.toAbsolutePath().normalize().getParent();
    return new CheckpointCard(file, json, Optional.of(new Origin(folder, trained, List.of(fold))));
  }

  private static boolean isTrained(final Path file) {
    return object(file).keySet().containsAll(MODEL_KEYS);
  }

  private static CheckpointCard read(final Path file) {
    final JsonObject object = object(file);
    if (object.keySet().stream().noneMatch(KEYS::contains)) {
      return new CheckpointCard(file, new Json(), Optional.empty()); // Something else's settings.
    }
    for (final String key : object.keySet()) {
      if (!KEYS.contains(key)) {
        throw new AttriMilException(
            file
                + " has the key \""
                + key
                + "\"; the card of a checkpoint has kind, options and classes: correct or remove"
                + " it");
      }
    }
    try {
      final Json json = GSON.fromJson(object, Json.class);
      if (json.kind != null) {
        ModelKinds.named(json.kind);
      }
      if (json.options != null) {
        json.options.values().forEach(Objects::requireNonNull);
      }
      if (json.classes != null) {
        json.classes.forEach(Objects::requireNonNull);
      }
      return new CheckpointCard(file, json, Optional.empty());
    } catch (final RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static JsonObject object(final Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return new JsonObject(); // No card, whatever it is.
      }
      return JsonFile.read(file);
    } catch (final IOException | RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static AttriMilException unreadable(final Path file, final Exception e) {
    return new AttriMilException(
        "Cannot read the card "
            + file
            + " of a checkpoint: "
            + AttriMilException.oneLine(e)
            + "; write it as {\"kind\": \"abmil\", \"options\": {\"name\": \"value\"}}, or remove"
            + " it",
        e);
  }

  /**
   * @param given the name of a kind, or empty
   * @return the kind given or that of the card, empty where neither states one
   * @throws AttriMilException when they differ
   */
  String kind(final String given) {
    if (json.kind == null) {
      return given;
    }
    if (!given.isEmpty() && !given.equals(json.kind)) {
      throw new AttriMilException(
          "kind="
              + given
              + " is given, and "
              + file
              + " states kind="
              + json.kind
              + "; omit kind=, or correct the card");
    }
    return json.kind;
  }

  /**
   * @return the model whose fold the checkpoint is, where the card is a model.json
   */
  Optional<Origin> origin() {
    return trained;
  }

  /**
   * @return whether the card names the classes
   */
  boolean namesClasses() {
    return json.classes != null;
  }

  /**
   * @param count C
   * @return class names; numbers where the card has none
   * @throws AttriMilException when the card has another number of them
   */
  List<String> classes(final int count) {
    if (json.classes == null) {
      return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
    if (json.classes.size() != count) {
      throw new AttriMilException(
          file
              + " names "
              + json.classes.size()
              + " classes "
              + json.classes
              + ", and the checkpoint has "
              + count
              + "; correct the card");
    }
    return json.classes;
  }

  /**
   * @param width D
   * @return what is known of the features the network was made for
   */
  FeatureCard features(final int width) {
    return trained
        .map(o -> o.card().features())
        .filter(f -> f.dimension() == width)
        .orElse(FeatureCard.of(width));
  }

  /**
   * @param kind of the network
   * @return its options as far as the card states them
   * @throws AttriMilException when the kind has no such option, or a text is no value of it
   */
  ModelCard.Training training(final ModelKind kind) {
    if (json.options == null) {
      return ModelCard.Training.unknown(Map.of());
    }
    if (trained.isEmpty()) {
      try {
        kind.options().with(json.options);
      } catch (final AttriMilException e) {
        throw new AttriMilException(
            file + ", kind=" + kind.name() + ": " + AttriMilException.oneLine(e), e);
      }
    }
    return ModelCard.Training.unknown(json.options);
  }
}
