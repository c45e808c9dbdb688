package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.ModelNames;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds a model by a name, a folder or a file. */
final class ModelSearch {

  private static final String CARD = "model.json";

  private final Project project;
  private final ModelText text;

  ModelSearch(final Project project, final ModelText text) {
    this.project = project;
    this.text = text;
  }

  TrainedModel find() {
    final Optional<Path> path = path();
    if (path.filter(this::isFile).isPresent()) {
      return file(path.get());
    }
    final Optional<Path> named = named();
    if (named.isPresent()) {
      new ModelNames(project).reserve(text.model());
      return folder(named.get(), text.model());
    }
    if (path.filter(ModelSearch::isModel).isPresent()) {
      final Path folder = path.get().toAbsolutePath().normalize();
      final List<Path> checkpoints = checkpoints(folder);
      final boolean own = folder.equals(project.model(folder.getFileName().toString()));
      return folder(
          folder,
          own
              ? folder.getFileName().toString()
              : new ModelNames(project).of(folder.getFileName().toString(), sha256(checkpoints)));
    }
    throw new AttriMilException(
        "model="
            + text.model()
            + " is neither a model of "
            + project.root()
            + " nor a folder of checkpoints or a checkpoint file; run `train`, or give the path of"
            + " a .pt or .safetensors file, or of a folder with s_0_checkpoint.pt");
  }

  private Optional<Path> path() {
    try {
      return Optional.of(Path.of(text.model()));
    } catch (final InvalidPathException e) {
      return Optional.empty();
    }
  }

  private boolean isFile(final Path path) {
    return text.model().matches("(?i).*\\.(pt|pth|safetensors)") && !Files.isDirectory(path)
        || Files.isRegularFile(path);
  }

  private Optional<Path> named() {
    final boolean plain = !text.model().contains("/") && !text.model().contains("\\");
    return plain
        ? Optional.of(project.model(text.model())).filter(ModelSearch::isModel)
        : Optional.empty();
  }

  private static boolean isModel(final Path folder) {
    return Files.exists(folder.resolve(CARD)) || Files.exists(checkpoint(folder, 0));
  }

  private static Path checkpoint(final Path folder, final int fold) {
    return folder.resolve("s_" + fold + "_checkpoint.pt");
  }

  /** As many as there are in a row; further ones would be tested on the wrong slides. */
  private static List<Path> checkpoints(final Path folder) {
    final List<Path> files = new ArrayList<>();
    while (Files.exists(checkpoint(folder, files.size()))) {
      files.add(checkpoint(folder, files.size()));
    }
    try (Stream<Path> all = Files.list(folder)) {
      final long there =
          all.filter(f -> f.getFileName().toString().matches("s_\\d{1,4}_checkpoint\\.pt")).count();
      if (there > files.size()) {
        throw new AttriMilException(
            checkpoint(folder, files.size())
                + " is missing, and there are checkpoints with higher numbers; add it, or give one"
                + " file");
      }
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
    return files;
  }

  private static String sha256(final List<Path> files) {
    final String sums = String.join(" ", files.stream().map(Sha256::of).toList());
    try {
      return Sha256.of(new ByteArrayInputStream(sums.getBytes(StandardCharsets.UTF_8)));
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private TrainedModel folder(final Path folder, final String name) {
    if (!Files.exists(folder.resolve(CARD))) {
      return withoutCard(folder, name);
    }
    final ModelCard read = ModelCard.read(folder.resolve(CARD));
    if (!text.kind().isEmpty() && !text.kind().equals(read.kind())) {
      throw new AttriMilException(
          "The model \""
              + text.model()
              + "\" is of kind="
              + read.kind()
              + ", not kind="
              + text.kind());
    }
    final List<Path> checkpoints = new ArrayList<>();
    for (int k = 0; k < read.training().folds(); k++) {
      if (!Files.exists(checkpoint(folder, k))) {
        throw new AttriMilException(
            checkpoint(folder, k) + " is missing; run `train` again to finish fold " + k);
      }
      checkpoints.add(checkpoint(folder, k));
    }
    final Origin origin =
        new Origin(folder, read, IntStream.range(0, checkpoints.size()).boxed().toList());
    // A folder may be copied under another name; results go by where it is, not by what it was.
    final TrainedModel found =
        new TrainedModel(
            read.named(name).withClasses(classes(read.classes(), folder.resolve(CARD))),
            checkpoints,
            Optional.of(origin));
    return found.isOf(project)
        ? found
        : new TrainedModel(found.card().withSplits(List.of()), checkpoints, Optional.of(origin));
  }

  /** Checkpoints of another program: one model of K folds. */
  private TrainedModel withoutCard(final Path folder, final String name) {
    if (Files.exists(folder.resolve(Checkpoint.FOLDER))) {
      throw new AttriMilException(
          "The training of the model \""
              + name
              + "\" is not finished: some folds are missing or of an earlier training; run `train`"
              + " again to finish it, or give one of its checkpoint files");
    }
    final List<Path> checkpoints = checkpoints(folder);
    final Path first = checkpoints.get(0);
    final CheckpointCard beside = CheckpointCard.beside(first);
    final Recognized recognized =
        Recognized.of(first, CheckpointTensors.read(first), beside.kind(text.kind()));
    final ModelCard.Training training = beside.training(recognized.kind());
    return new TrainedModel(
        new ModelCard(
            recognized.kind().name(),
            name,
            classes(beside, recognized.shape().classes(), first),
            beside.features(recognized.shape().features()),
            new ModelCard.Training(
                checkpoints.size(), 0, "", training.options(), List.of(), "", List.of()),
            List.of()),
        checkpoints,
        Optional.empty());
  }

  private TrainedModel file(final Path file) {
    final Map<String, Tensor> state = CheckpointTensors.read(file);
    final CheckpointCard beside = CheckpointCard.beside(file);
    final Recognized recognized = Recognized.of(file, state, beside.kind(text.kind()));
    final String sha256 = Sha256.of(file);
    final Optional<Origin> origin = beside.origin().or(() -> twin(file, sha256));
    final int count = recognized.shape().classes();
    // A copy without its card has that of the model it was copied from.
    final List<String> classes =
        beside.namesClasses()
            ? classes(beside, count, file)
            : origin
                .map(o -> classes(o.card().classes(), o.folder().resolve(CARD)))
                .orElseGet(() -> classes(beside, count, file));
    final ModelCard card =
        new ModelCard(
            recognized.kind().name(),
            new ModelNames(project)
                .of(file.getFileName().toString().replaceFirst("\\.[^.]*$", ""), sha256),
            classes,
            origin
                .map(o -> o.card().features())
                .filter(f -> f.dimension() == recognized.shape().features())
                .orElseGet(() -> beside.features(recognized.shape().features())),
            beside.training(recognized.kind()),
            List.of());
    return new TrainedModel(card, List.of(file), origin);
  }

  /** A checkpoint of this project's models with the same content. */
  private Optional<Origin> twin(final Path file, final String sha256) {
    final Path models = project.root().resolve("models");
    if (!Files.isDirectory(models)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(models)) {
      final long bytes = Files.size(file);
      for (final Path folder : (Iterable<Path>) folders.sorted()::iterator) {
        if (!Files.exists(folder.resolve(CARD))) {
          continue;
        }
        final ModelCard card = ModelCard.read(folder.resolve(CARD));
        for (int k = 0; k < card.training().folds(); k++) {
          final Path other = checkpoint(folder, k);
          if (Files.exists(other)
              && Files.size(other) == bytes
              && Sha256.of(other).equals(sha256)) {
            return Optional.of(new Origin(folder, card, List.of(k)));
          }
        }
      }
      return Optional.empty();
    } catch (final IOException e) {
      throw FileFailure.of("list", models, e);
    }
  }

  private List<String> classes(
      final CheckpointCard beside, final int count, final Path checkpoint) {
    if (text.classes().isEmpty()) {
      return beside.classes(count);
    }
    if (text.classes().size() != count) {
      throw new AttriMilException(
          "classes="
              + String.join(",", text.classes())
              + " names "
              + text.classes().size()
              + " classes, and "
              + checkpoint
              + " has "
              + count);
    }
    return beside.namesClasses() ? classes(beside.classes(count), checkpoint) : text.classes();
  }

  /** Names that a card states may not be changed: their order would be lost. */
  private List<String> classes(final List<String> stated, final Path card) {
    if (!text.classes().isEmpty() && !text.classes().equals(stated)) {
      throw new AttriMilException(
          "classes="
              + String.join(",", text.classes())
              + " are not those that "
              + card
              + " states, "
              + String.join(",", stated)
              + "; omit classes=");
    }
    return stated;
  }
}
