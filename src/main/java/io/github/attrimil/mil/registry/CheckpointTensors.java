package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of a network's checkpoint, from whatever training script. */
final class CheckpointTensors {

  /** What wrappers of networks put in front of names: DataParallel, Lightning. */
  private static final List<String> WRAPPERS = List.of("module.", "model.");

  private CheckpointTensors() {}

  /**
   * @param file a checkpoint
   * @return its tensors by the network's own names
   * @throws AttriMilException when it cannot be read, or a tensor holds a value that is not finite:
   *     such a network would call every slide class 0
   */
  static Map<String, Tensor> read(final Path file) {
    Map<String, Tensor> state = TensorFiles.read(file);
    for (final String wrapper : WRAPPERS) {
      if (!state.isEmpty() && state.keySet().stream().allMatch(n -> n.startsWith(wrapper))) {
        final Map<String, Tensor> inner = new LinkedHashMap<>();
        state.forEach((name, tensor) -> inner.put(name.substring(wrapper.length()), tensor));
        state = inner;
      }
    }
    state.forEach((name, tensor) -> checkFinite(file, name, tensor));
    return state;
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
