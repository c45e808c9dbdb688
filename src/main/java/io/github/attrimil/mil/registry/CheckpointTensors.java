package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The tensors of a network's checkpoint, from whatever training script. */
final class CheckpointTensors {

  /**
   * What wrappers of networks put in front of names: DataParallel, Lightning, torch.compile; and
   * DataParallel for each of several modules, whose own names are the group.
   */
  private static final List<Pattern> WRAPPERS =
      List.of(
          Pattern.compile("^()module\\."),
          Pattern.compile("^()model\\."),
          Pattern.compile("^()_orig_mod\\."),
          Pattern.compile("^(\\w+\\.)module\\."));

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

  /** Takes off what is in front of all names. */
  private static Map<String, Tensor> unwrapped(final Map<String, Tensor> state) {
    Map<String, Tensor> inner = state;
    for (int i = 0; i < MOST_WRAPPERS; i++) {
      final Set<String> names = inner.keySet();
      final Optional<Pattern> wrapper =
          WRAPPERS.stream().filter(w -> names.stream().allMatch(w.asPredicate())).findFirst();
      if (names.isEmpty() || wrapper.isEmpty()) {
        return inner;
      }
      final Map<String, Tensor> next = new LinkedHashMap<>();
      inner.forEach((name, t) -> next.put(wrapper.get().matcher(name).replaceFirst("$1"), t));
      inner = next;
    }
    return inner;
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
