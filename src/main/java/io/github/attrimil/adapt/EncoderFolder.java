package io.github.attrimil.adapt;

import io.github.attrimil.core.FileFailure;
import io.github.attrimil.encoder.features.AdaptedCard;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder encoders/NAME/ of a trained encoder: NAME.pt, its card NAME.json, log.csv, and
 * start.pt with start.json, what it started from.
 */
final class EncoderFolder {

  private static final String START = "start";

  private final Project project;
  private final String name;

  EncoderFolder(final Project project, final String name) {
    this.project = project;
    this.name = name;
  }

  Path path() {
    return project.encoder(name);
  }

  /**
   * @return the files without which the encoder is not finished
   */
  List<Path> outputs() {
    return List.of(
        project.encoderWeights(name), project.encoderCard(name), path().resolve("log.csv"));
  }

  /**
   * Writes all files.
   *
   * @param start what the training started from
   * @param trained its result
   * @param request what was asked for
   * @param numbers hyperparameters by name
   * @param slides it learned from or watched
   */
  void write(
      final Start start,
      final Trained trained,
      final AdaptRequest request,
      final Map<String, String> numbers,
      final List<String> slides) {
    // A card next to weights of another training would be mistaken for theirs.
    remove(project.encoderCard(name));
    remove(path().resolve(START + ".json"));
    TorchFile.write(path().resolve(START + ".pt"), start.weights().tensors());
    TorchFile.write(project.encoderWeights(name), trained.tensors());
    Checkpoint.table(trained.columns(), trained.log()).write(path().resolve("log.csv"));
    AdaptedCard.write(
        path().resolve(START + ".json"),
        path().resolve(START + ".pt"),
        start.card(),
        START + " of " + name,
        start.card().source(),
        Map.of(),
        List.of());
    final Map<String, String> training = new LinkedHashMap<>();
    training.put("start", request.encoder());
    training.putAll(numbers);
    AdaptedCard.write(
        project.encoderCard(name),
        project.encoderWeights(name),
        start.card(),
        name,
        "adapt method=" + request.method().text() + " from " + start.card().name(),
        training,
        slides);
  }

  /**
   * @param file a file that must not stay
   */
  static void remove(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw FileFailure.of("replace", file, e);
    }
  }
}
