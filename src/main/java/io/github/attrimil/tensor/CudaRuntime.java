package io.github.attrimil.tensor;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * DJL counts GPUs through CUDA's runtime library, which it finds only where the system looks for
 * libraries. A PyTorch installed with pip brings its own: this adds its folder to those searched.
 */
final class CudaRuntime {

  private static final String SEARCHED = "jna.library.path";

  private CudaRuntime() {}

  /** Adds the folder of an installed PyTorch's runtime library to those that DJL searches. */
  static void show() {
    final String torch = System.getenv("PYTORCH_LIBRARY_PATH");
    if (torch == null) {
      return;
    }
    final StringBuilder path = new StringBuilder(System.getProperty(SEARCHED, ""));
    for (final Path folder : folders(Path.of(torch.split(File.pathSeparator)[0]))) {
      if (path.indexOf(folder.toString()) < 0) {
        path.append(path.isEmpty() ? "" : File.pathSeparator).append(folder);
      }
    }
    if (!path.isEmpty()) {
      System.setProperty(SEARCHED, path.toString());
    }
  }

  /**
   * @param torch the folder of PyTorch's libraries, site-packages/torch/lib where pip installed it
   * @return folders with CUDA's runtime library: this one, or site-packages/nvidia/.../lib
   */
  static List<Path> folders(final Path torch) {
    final List<Path> found = new ArrayList<>();
    final Path folder = torch.toAbsolutePath().normalize();
    addIfThere(folder, found);
    final Path packages = folder.getNameCount() < 3 ? folder : folder.getParent().getParent();
    final Path nvidia = packages.resolve("nvidia");
    if (Files.isDirectory(nvidia)) {
      try (DirectoryStream<Path> parts = Files.newDirectoryStream(nvidia)) {
        for (final Path part : parts) {
          addIfThere(part.resolve("lib"), found);
        }
      } catch (final IOException e) {
        // What cannot be listed cannot be loaded either; DJL then finds no GPU.
        return found;
      }
    }
    return found;
  }

  private static void addIfThere(final Path folder, final List<Path> found) {
    final File[] runtimes =
        folder.toFile().listFiles((in, name) -> name.startsWith("libcudart.so"));
    if (runtimes != null && runtimes.length > 0) {
      found.add(folder);
    }
  }
}
