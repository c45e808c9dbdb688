package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of tensors as wrappers of networks leave them. */
class CheckpointTensorsTest {

  @TempDir private Path folder;

  private Map<String, Tensor> read(final String... names) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    for (final String name : names) {
      state.put(name, Tensor.of(new float[] {state.size()}, 1));
    }
    final Path file = folder.resolve("elsewhere.pt");
    TorchFile.write(file, state);
    return CheckpointTensors.read(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "module.",
        "model.",
        "_orig_mod.",
        "module.model.",
        "model.module.",
        "module._orig_mod.",
        "module.module."
      })
  void prefixesOfAnyNumberOfWrappersAreTakenOff(final String prefix) {
    final Map<String, Tensor> state = read(prefix + "fc.weight", prefix + "module.0.bias");
    assertEquals(List.of("fc.weight", "module.0.bias"), List.copyOf(state.keySet()));
    assertArrayEquals(new float[] {1}, state.get("module.0.bias").floats());
  }

  /** As DTFD-MIL's code saves its modules when it runs on several GPUs. */
  @Test
  void modulesMayHaveBeenWrappedOneByOne() {
    assertEquals(
        List.of("classifier.fc.weight", "attention.attention_V.0.weight"),
        List.copyOf(
            read("classifier.module.fc.weight", "attention.module.attention_V.0.weight").keySet()));
  }

  /** As in the checkpoint in CLAM's repository, whose attention ran on several GPUs. */
  @Test
  void aPartMayHaveBeenWrapped() {
    assertEquals(
        List.of("attention_net.0.bias", "attention_net.3.module.0.bias", "classifiers.bias"),
        List.copyOf(
            read(
                    "attention_net.module.0.bias",
                    "attention_net.module.3.module.0.bias",
                    "classifiers.bias")
                .keySet()));
  }

  @Test
  void whatOnlySomeNamesHaveBelongsToThem() {
    final String[] names = {"model.fc.weight", "head.module.bias", "head.bias", "module.bias"};
    assertEquals(List.of(names), List.copyOf(read(names).keySet()));
  }
}
