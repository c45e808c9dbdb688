package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The tensors of a network's checkpoint, from whatever training script. */
final class CheckpointTensors {

  /** What wrappers of networks put in front of names: DataParallel, Lightning, torch.compile. */
  private static final List<String> WRAPPERS = List.of("module.", "model.", "_orig_mod.");

  /** The same of a part of a network; the groups are the part's name and the tensor's in it. */
  private static final Pattern PART = Pattern.compile("(\\w+\\.)module\\.(.*)");

  private static final int MOST_WRAPPERS = 8;

  private CheckpointTensors() {}

  /**
   * @param file a checkpoint
   * @return its tensors by the network's own names
   * @throws AttriMilException when it cannot be read, or a tensor holds a value that is not finite:
   *     such a network would call every slide class 0
   */
  static Map<String, Tensor> read(final Path file) {
    final Map<String, Tensor> state = unwrapped(TensorFiles.read(file));
    state.forEach((name, tensor) -> checkFinite(file, name, tensor));
    return state;
  }

  /** Takes off what is in front of all names, and of all names of a part. */
  private static Map<String, Tensor> unwrapped(final Map<String, Tensor> state) {
    Map<String, Tensor> inner = state;
    for (int i = 0; i < MOST_WRAPPERS; i++) {
      final Set<String> names = inner.keySet();
      final Optional<String> wrapper =
          WRAPPERS.stream().filter(w -> names.stream().allMatch(n -> n.startsWith(w))).findFirst();
      if (names.isEmpty() || wrapper.isEmpty()) {
        break;
      }
      inner = renamed(inner, name -> name.substring(wrapper.get().length()));
    }
    final Map<String, Boolean> wrapped = new HashMap<>();
    inner
        .keySet()
        .forEach(n -> wrapped.merge(part(n), PART.matcher(n).matches(), Boolean::logicalAnd));
    return renamed(inner, n -> wrapped.get(part(n)) ? PART.matcher(n).replaceFirst("$1$2") : n);
  }

  private static String part(final String name) {
    return name.substring(0, Math.max(0, name.indexOf('.')));
  }

  private static Map<String, Tensor> renamed(
      final Map<String, Tensor> state, final UnaryOperator<String> name) {
    final Map<String, Tensor> named = new LinkedHashMap<>();
    state.forEach((old, tensor) -> named.put(name.apply(old), tensor));
    return named;
  }

  private static void checkFinite(final Path file, final String name, final Tensor tensor) {
    for (final float value : tensor.floats()) {
      if (!Float.isFinite(value)) {
        throw new AttriMilException(
            file
                + ": the tensor \""
                + name
                + "\" holds "
                + value
                + ", so that the network predicts nothing; train again with a lower learning rate,"
                + " or take an earlier checkpoint");
      }
    }
  }
}
