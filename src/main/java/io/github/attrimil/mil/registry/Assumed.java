package io.github.attrimil.mil.registry;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Options of a checkpoint from elsewhere that neither its tensors nor a card state, so that their
 * usual values are assumed. Where the network was trained with others its outputs are wrong.
 */
final class Assumed {

  private Assumed() {}

  /**
   * @param file the checkpoint
   * @param kind of the network
   * @param stated options by name, as a card states them
   * @return a warning, or nothing where all are known
   */
  static Optional<String> warning(
      final Path file, final ModelKind kind, final Map<String, String> stated) {
    final Map<String, String> usual = kind.options().asMap();
    final List<String> assumed =
        kind.notStored().stream()
            .map(Option::name)
            .filter(name -> !stated.containsKey(name))
            .toList();
    return assumed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            file
                + " does not hold every option of kind="
                + kind.name()
                + "; assumed: "
                + joined(assumed, name -> name + "=" + usual.get(name))
                + ". If it was trained with others, its results are wrong: state them in a card"
                + " in the same folder, "
                + CheckpointCard.path(file).getFileName()
                + ": {\"kind\": \""
                + kind.name()
                + "\", \"options\": {"
                + joined(assumed, name -> "\"" + name + "\": \"" + usual.get(name) + "\"")
                + "}}");
  }

  /**
   * @param file the checkpoint
   * @param kind it is read as
   * @param shape of the network
   * @return a warning where it may be of a network that is not supported, or nothing
   */
  static Optional<String> namesake(final Path file, final ModelKind kind, final ModelShape shape) {
    return kind.namesake(shape)
        .map(
            other ->
                file
                    + " is read as kind="
                    + kind.name()
                    + ", but its tensors have the names and shapes of "
                    + other
                    + ", too. If it is from there, all results are wrong: do not use it here");
  }

  private static String joined(final List<String> names, final UnaryOperator<String> words) {
    return names.stream().map(words).collect(Collectors.joining(", "));
  }
}
