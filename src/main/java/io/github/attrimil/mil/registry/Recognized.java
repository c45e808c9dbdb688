package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kind of a checkpoint from elsewhere, by the names and shapes of its tensors.
 *
 * @param kind the kind
 * @param shape D and C
 */
record Recognized(ModelKind kind, ModelShape shape) {

  private static final int SHOWN = 5;

  /** Axes of networks are far shorter; of an empty tensor, a file may state any length. */
  private static final long LONGEST = 1 << 24;

  /**
   * @param file the checkpoint, for messages
   * @param state its tensors by name
   * @param kind the name of the kind to take, empty for any
   * @return the one kind that fits
   * @throws AttriMilException when none fits, or several do
   */
  static Recognized of(final Path file, final Map<String, Tensor> state, final String kind) {
    return among(kind.isEmpty() ? ModelKinds.all() : List.of(ModelKinds.named(kind)), file, state);
  }

  private static void checkShape(final Path file, final String name, final long[] shape) {
    if (Arrays.stream(shape).anyMatch(n -> n > LONGEST)) {
      throw new AttriMilException(
          file
              + ": the tensor \""
              + name
              + "\" has the shape "
              + Arrays.toString(shape)
              + ", which is that of no network; get the file again");
    }
  }

  static Recognized among(
      final List<ModelKind> kinds, final Path file, final Map<String, Tensor> state) {
    state.forEach((name, tensor) -> checkShape(file, name, tensor.shape()));
    final Map<String, long[]> shapes = TensorShapes.of(Reduction.network(state));
    final List<Recognized> fitting = new ArrayList<>();
    try {
      final Optional<Reduction> reduction = Reduction.of(state);
      for (final ModelKind kind : kinds) {
        kind.recognize(shapes)
            .map(network -> reduction.map(r -> r.shape(network)).orElse(network))
            .ifPresent(shape -> fitting.add(new Recognized(kind, shape)));
      }
    } catch (final AttriMilException e) {
      throw new AttriMilException(file + ": " + e.getMessage(), e);
    }
    if (fitting.isEmpty()) {
      throw new AttriMilException(
          file
              + " holds no model of a known kind"
              + nearest(kinds, shapes)
              + ". Its tensors are "
              + names(shapes)
              + "; give a state dict of one of these kinds: "
              + described(kinds));
    }
    if (fitting.size() > 1) {
      throw new AttriMilException(
          file
              + " may be of several kinds: "
              + described(fitting.stream().map(Recognized::kind).toList())
              + "; choose one with kind="
              + fitting.get(0).kind().name()
              + ", or in a card in the same folder, "
              + CheckpointCard.path(file).getFileName()
              + ": {\"kind\": \""
              + fitting.get(0).kind().name()
              + "\"}"
              + notStored(fitting.stream().map(Recognized::kind).toList()));
    }
    return fitting.get(0);
  }

  /** The kind that the tensors differ least from, and how. */
  private static String nearest(final List<ModelKind> kinds, final Map<String, long[]> shapes) {
    ModelKind nearest = null;
    List<String> least = List.of();
    for (final ModelKind kind : kinds) {
      final List<String> differences = kind.differences(shapes);
      if (!differences.isEmpty() && (nearest == null || differences.size() < least.size())) {
        nearest = kind;
        least = differences;
      }
    }
    return nearest == null
        ? ""
        : ". It differs least from "
            + nearest.name()
            + ": "
            + least.stream().limit(SHOWN).collect(Collectors.joining(", "))
            + (least.size() > SHOWN ? " and " + (least.size() - SHOWN) + " more" : "");
  }

  /**
   * Options that only some of these kinds have: no tensor can show them, or it would tell kinds
   * apart.
   */
  private static String notStored(final List<ModelKind> kinds) {
    final StringBuilder text = new StringBuilder();
    for (final ModelKind kind : kinds) {
      for (final Option<?> option : kind.options().list()) {
        if (kinds.stream().anyMatch(k -> k.options().find(option.name()).isEmpty())) {
          final String value = kind.options().asMap().get(option.name());
          text.append("; the file does not hold ")
              .append(option.name())
              .append(" of ")
              .append(kind.name())
              .append(", which is ")
              .append(value)
              .append(" unless the card states it: \"options\": {\"")
              .append(option.name())
              .append("\": \"")
              .append(value)
              .append("\"}");
        }
      }
    }
    return text.toString();
  }

  private static String names(final Map<String, long[]> shapes) {
    final List<String> names = shapes.keySet().stream().limit(SHOWN).toList();
    return String.join(", ", names)
        + (shapes.size() > SHOWN ? " and " + (shapes.size() - SHOWN) + " more" : "");
  }

  private static String described(final List<ModelKind> kinds) {
    return kinds.stream()
        .map(kind -> kind.name() + " (" + kind.title() + ")")
        .collect(Collectors.joining(", "));
  }
}
