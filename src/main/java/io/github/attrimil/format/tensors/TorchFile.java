package io.github.attrimil.format.tensors;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of PyTorch's {@code torch.save} (.pt, .pth): a tensor, or a state dict, which is a dict of
 * tensors by name.
 *
 * <p>Reads both the zip container (PyTorch 1.6 and later) and the older one. The value in it is a
 * pickle, which is a program; it is run by an interpreter restricted to tensors and plain values
 * and refuses all else, so that reading a file from anywhere is safe. Written files are read by
 * {@code torch.load(weights_only=True)}.
 */
public final class TorchFile {

  private TorchFile() {}

  /**
   * Reads all tensors. In a checkpoint with other entries than tensors, the state dict is what is
   * called {@code state_dict}, {@code model} or {@code model_state_dict}, or the only entry that is
   * a dict of tensors; numbers and texts beside the tensors are ignored.
   *
   * @param file written by torch.save
   * @return tensors by name, in the file's order; a bare tensor has the name ""
   * @throws AttriMilException when it is damaged, not of torch.save, or has anything but tensors
   */
  public static Map<String, Tensor> read(final Path file) {
    return read(file, false);
  }

  /**
   * @param file written by torch.save
   * @param later whether elements are read only when asked for, where they can be
   * @return tensors by name, in the file's order
   */
  static Map<String, Tensor> read(final Path file, final boolean later) {
    final Refusal refusal = new Refusal(file);
    try (TorchContainer container = open(refusal)) {
      final TensorLoader loader = new TensorLoader(container, Files.size(file), refusal);
      final Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (final var entry : new StateDict(refusal).find(container.root()).entrySet()) {
        final String name = entry.getKey();
        tensors.put(
            name,
            later ? loader.later(name, entry.getValue()) : loader.load(name, entry.getValue()));
      }
      return tensors;
    } catch (final IOException | IllegalArgumentException e) {
      // The latter is what ZipFile throws for names of entries that are not UTF-8.
      throw refusal.failed(e);
    }
  }

  /**
   * Reads a file that holds one tensor and nothing else, such as a slide's features.
   *
   * @param file written by torch.save
   * @return the tensor
   * @throws AttriMilException when it is damaged, not of torch.save, or not a bare tensor
   */
  public static Tensor readTensor(final Path file) {
    final Map<String, Tensor> tensors = read(file);
    final Tensor tensor = tensors.get("");
    if (tensor == null || tensors.size() > 1) {
      throw new Refusal(file)
          .because(
              "it holds " + tensors.size() + " named tensors, not one bare tensor",
              "Give a file written by torch.save(tensor, file)");
    }
    return tensor;
  }

  /**
   * Writes a state dict: an OrderedDict of tensors. The same tensors make the same bytes.
   *
   * @param file the file to write, whole or not at all
   * @param tensors by name, in this order; half precision is written as float32
   * @throws AttriMilException when it cannot be written
   */
  public static void write(final Path file, final Map<String, Tensor> tensors) {
    AtomicFile.write(file, part -> TorchZipWriter.writeStateDict(part, tensors));
  }

  /**
   * Writes a bare tensor. The same tensor makes the same bytes.
   *
   * @param file the file to write, whole or not at all
   * @param tensor what to write; half precision is written as float32
   * @throws AttriMilException when it cannot be written
   */
  public static void writeTensor(final Path file, final Tensor tensor) {
    AtomicFile.write(file, part -> TorchZipWriter.writeTensor(part, tensor));
  }

  private static TorchContainer open(final Refusal refusal) throws IOException {
    return switch (FileKind.of(refusal)) {
      case ZIP -> new TorchZip(refusal);
      case PICKLE -> new TorchLegacy(refusal);
      default ->
          throw refusal.because(
              "it was not written by torch.save: it begins with neither a zip archive nor a pickle",
              "Give a .pt or .pth file");
    };
  }
}
