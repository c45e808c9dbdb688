package io.github.attrimil.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders laid out as pip does. */
class CudaRuntimeTest {

  @TempDir Path packages;

  private Path library(final String folder, final String name) throws IOException {
    final Path lib = Files.createDirectories(packages.resolve(folder));
    Files.createFile(lib.resolve(name));
    return lib;
  }

  @Test
  void theRuntimeOfPipsPyTorchIsFound() throws IOException {
    final Path torch = library("torch/lib", "libtorch.so");
    library("nvidia/cudnn/lib", "libcudnn.so.9");
    final Path runtime = library("nvidia/cu13/lib", "libcudart.so.13");
    assertEquals(List.of(runtime), CudaRuntime.folders(torch));
  }

  @Test
  void theRuntimeBesidePyTorchIsFound() throws IOException {
    final Path torch = library("libtorch/lib", "libcudart.so.12");
    assertEquals(List.of(torch), CudaRuntime.folders(torch));
  }

  @Test
  void withoutARuntimeNothingIsFound() throws IOException {
    assertEquals(List.of(), CudaRuntime.folders(library("torch/lib", "libtorch.so")));
    assertEquals(List.of(), CudaRuntime.folders(packages.resolve("none")));
  }
}
