package io.github.attrimil.mil.registry;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.ModelKind;
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

  private static String joined(final List<String> names, final UnaryOperator<String> words) {
    return names.stream().map(words).collect(Collectors.joining(", "));
  }
}
