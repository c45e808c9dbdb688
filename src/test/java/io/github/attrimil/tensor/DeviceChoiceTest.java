package io.github.attrimil.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What device= may be, and what becomes of it on a machine without a GPU. */
class DeviceChoiceTest {

  @ParameterizedTest
  @CsvSource({
    "auto,AUTO,0,auto",
    "CPU,CPU,0,cpu",
    "gpu,GPU,0,gpu",
    "gpu:0,GPU,0,gpu",
    "gpu:1,GPU,1,gpu:1",
    "mps,MPS,0,mps"
  })
  void textsAreRead(
      final String text, final DeviceChoice.Kind kind, final int index, final String written) {
    final DeviceChoice choice = DeviceChoice.of(text);
    assertEquals(new DeviceChoice(kind, index), choice);
    assertEquals(written, choice.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cuda", "gpu:", "gpu:x", "cpu:1", "mps:0", "gpu:-1", "gpu:1000"})
  void otherTextsAreRefused(final String text) {
    assertThrows(IllegalArgumentException.class, () -> DeviceChoice.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "gpu:1", "mps"})
  void aGpuThatIsNotThereIsRefusedByItsName(final String text) {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Compute.gpus() == 0 && !System.getProperty("os.name").startsWith("Mac"));
    final String message =
        assertThrows(
                AttriMilException.class, () -> Compute.device(DeviceChoice.of(text), Job.silent()))
            .getMessage();
    assertTrue(message.contains("device=" + text), message);
  }

  @Test
  void theCpuBesideAGpuIsExplained(@TempDir final Path root) throws IOException {
    assertFalse(NvidiaDriver.isInstalled(root));
    Files.createDirectories(root.resolve("proc/driver/nvidia"));
    Files.createFile(root.resolve("proc/driver/nvidia/version"));
    assertTrue(NvidiaDriver.isInstalled(root));
    final String unseen = NvidiaDriver.reason(DeviceChoice.AUTO, 0, true, "cpu, from its own jar");
    assertTrue(unseen.contains("cpu, from its own jar"), unseen);
    assertTrue(unseen.contains("PYTORCH_LIBRARY_PATH"), unseen);
    final String chosen = NvidiaDriver.reason(DeviceChoice.CPU, 2, true, "cu130");
    assertTrue(chosen.contains("2 GPU(s)") && chosen.contains("device=cpu"), chosen);
    assertEquals("", NvidiaDriver.reason(DeviceChoice.AUTO, 0, false, "cpu"));
  }

  @Test
  void aMissingDriverIsNamed() {
    final String missing =
        NvidiaDriver.missing(
            new UnsatisfiedLinkError(
                "libcaffe2_nvrtc.so: libcuda.so.1: cannot open shared object"));
    assertTrue(missing.contains("NVIDIA driver"), missing);
    assertEquals("", NvidiaDriver.missing(new UnsatisfiedLinkError()));
    assertEquals("", NvidiaDriver.missing(new UnsatisfiedLinkError("libgomp.so.1: not found")));
  }

  @Test
  void onlyAutoSpreadsOverGpus() {
    final List<DeviceChoice> all = Compute.each(DeviceChoice.AUTO);
    assertEquals(Compute.gpus() < 2 ? 1 : Compute.gpus(), all.size());
    for (final String text : List.of("cpu", "gpu", "gpu:1", "mps")) {
      assertEquals(List.of(DeviceChoice.of(text)), Compute.each(DeviceChoice.of(text)));
    }
  }
}
