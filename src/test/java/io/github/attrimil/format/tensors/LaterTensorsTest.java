package io.github.attrimil.format.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors whose elements are read when they are asked for. */
class LaterTensorsTest {

  @TempDir Path folder;

  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(Goldens.resource("pt"))) {
      return all
          .filter(f -> f.toString().matches(".*\\.(pt|pth|safetensors)"))
          .filter(LaterTensorsTest::readable)
          .toList()
          .stream();
    }
  }

  private static boolean readable(final Path file) {
    try {
      TensorFiles.read(file);
      return true;
    } catch (final AttriMilException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void elementsAreThoseReadAtOnce(final Path file) {
    final Map<String, Tensor> now = TensorFiles.read(file);
    final Map<String, Tensor> later = TensorFiles.open(file);
    assertEquals(now.keySet(), later.keySet());
    now.forEach(
        (name, tensor) -> {
          assertEquals(tensor.dtype(), later.get(name).dtype());
          assertArrayEquals(tensor.shape(), later.get(name).shape());
          assertArrayEquals(tensor.floats(), later.get(name).floats(), name);
        });
  }

  @Test
  void elementsAreReadEachTime() throws IOException {
    final Path file = folder.resolve("a.pt");
    TorchFile.write(file, Map.of("w", Tensor.of(new float[] {1, 2}, 2)));
    final Tensor later = TensorFiles.open(file).get("w");
    TorchFile.write(file, Map.of("w", Tensor.of(new float[] {3, 4}, 2)));
    assertArrayEquals(new float[] {3, 4}, later.floats());
    Files.delete(file);
    assertThrows(AttriMilException.class, later::floats);
  }
}
