package io.github.attrimil.pipeline;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Versions;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.features.KnownWeights;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Checks what is installed, which device is used and what is missing. */
public final class Doctor {

  private final Map<String, String> found = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  private Doctor() {}

  /**
   * Checks the installation.
   *
   * @param device the requested device
   * @param job receives a line for each component
   * @return what was found, by name
   * @throws AttriMilException naming what is missing
   */
  public static Map<String, String> run(final DeviceChoice device, final Job job) {
    final Doctor doctor = new Doctor();
    doctor.look("AttriMIL for Fiji", Versions::ofThis);
    doctor.look(
        "Java",
        () ->
            System.getProperty("java.version")
                + " on "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch"));
    doctor.look(
        "Memory for Java", () -> (Runtime.getRuntime().maxMemory() >> 20) + " MB (-Xmx sets it)");
    doctor.look("Processors", () -> Integer.toString(Runtime.getRuntime().availableProcessors()));
    doctor.look("Bio-Formats", BioFormatsSlide::bioFormatsVersion);
    doctor.look("PyTorch", Compute::version);
    doctor.look("PyTorch library", Compute::library);
    doctor.look("GPUs that PyTorch sees", () -> Integer.toString(Compute.gpus()));
    doctor.look("Device used", () -> Compute.describe(device));
    doctor.found.forEach((what, value) -> job.info(what + ": " + value));
    doctor.found.forEach((what, value) -> job.record().version(what, value));
    KnownEncoder.all().forEach(encoder -> show(encoder, job));
    if (!doctor.missing.isEmpty()) {
      throw new AttriMilException(String.join("; ", doctor.missing));
    }
    job.info("All components found.");
    return doctor.found;
  }

  private static void show(final KnownEncoder encoder, final Job job) {
    job.info(
        String.format(
            "Encoder %s (weights %s): %s",
            encoder.name(),
            KnownWeights.there(encoder).map(file -> "in " + file).orElse("not downloaded"),
            encoder.summary()));
  }

  private void look(final String what, final Supplier<String> value) {
    try {
      found.put(what, value.get());
    } catch (final RuntimeException | LinkageError e) {
      found.put(what, "missing");
      missing.add(what + " is missing: " + AttriMilException.oneLine(e));
    }
  }
}
