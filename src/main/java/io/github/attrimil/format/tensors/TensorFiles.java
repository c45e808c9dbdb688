package io.github.attrimil.format.tensors;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;

/** Reads files of tensors, whatever their format and name. */
public final class TensorFiles {

  private TensorFiles() {}

  /**
   * Reads a torch.save file or a safetensors file; which it is shows in its first bytes.
   *
   * @param file the file
   * @return tensors by name, in the file's order; a bare tensor has the name ""
   * @throws AttriMilException when it is of neither format, or damaged
   */
  public static Map<String, Tensor> read(final Path file) {
    return read(file, false);
  }

  /**
   * Reads names, types and shapes; elements are read each time they are asked for, so that the file
   * must stay as it is. Tensors that are not contiguous, and those of PyTorch's old container, are
   * read at once.
   *
   * @param file a torch.save file or a safetensors file
   * @return tensors by name, in the file's order; a bare tensor has the name ""
   * @throws AttriMilException when it is of neither format, or damaged
   */
  public static Map<String, Tensor> open(final Path file) {
    return read(file, true);
  }

  private static Map<String, Tensor> read(final Path file, final boolean later) {
    final Refusal refusal = new Refusal(file);
    try {
      return switch (FileKind.of(refusal)) {
        case ZIP, PICKLE -> TorchFile.read(file, later);
        case SAFETENSORS -> SafeTensorsFile.read(file, later);
        case UNKNOWN ->
            throw refusal.because(
                "it is neither a torch.save file (.pt, .pth) nor a safetensors file",
                "Check that it is complete and not compressed");
      };
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  /**
   * @param file a file
   * @return whether it is a TorchScript module: a zip archive with constants beside its code
   */
  public static boolean isTorchScript(final Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(e -> e.getName().endsWith("/constants.pkl"));
    } catch (final IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
