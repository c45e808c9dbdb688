package io.github.attrimil.tensor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether an NVIDIA driver is installed, which PyTorch's library may not use. */
final class NvidiaDriver {

  /** On Linux, in WSL, and on Windows. */
  private static final List<String> MARKS =
      List.of("proc/driver/nvidia/version", "dev/dxg", "Windows/System32/nvcuda.dll");

  private NvidiaDriver() {}

  /**
   * @param root the file system's root
   * @return whether a driver is installed there
   */
  static boolean isInstalled(final Path root) {
    return MARKS.stream().anyMatch(mark -> Files.exists(root.resolve(mark)));
  }

  /**
   * @param failure why PyTorch's library could not be loaded
   * @return what to append to a message where the driver's library was looked for in vain, else
   *     nothing
   */
  static String missing(final Throwable failure) {
    final String message = String.valueOf(failure.getMessage());
    return message.contains("libcuda.so") || message.contains("nvcuda.dll")
        ? ": this PyTorch needs an NVIDIA driver, which this machine does not have"
        : "";
  }

  /**
   * Why networks compute on the CPU though the machine has a GPU.
   *
   * @param choice what the user wants
   * @param gpus how many GPUs PyTorch sees
   * @param installed whether a driver is installed
   * @param library PyTorch's library, for a user to read
   * @return the reason to append to a message, empty where there is no GPU
   */
  static String reason(
      final DeviceChoice choice, final int gpus, final boolean installed, final String library) {
    if (gpus > 0) {
      return "; PyTorch sees " + gpus + " GPU(s), not used because of device=" + choice;
    }
    return installed
        ? "; an NVIDIA driver is installed, but this PyTorch library ("
            + library
            + ") sees no GPU: set PYTORCH_LIBRARY_PATH to a PyTorch with CUDA"
        : "";
  }
}
