package io.github.attrimil.pipeline.health;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Versions;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.features.KnownWeights;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Checks what is installed, which device is used and what is missing. */
public final class Doctor {

  private static final String REINSTALL =
      "Install AttriMIL again, by the update site or the zip of your platform";

  private static final String INSTALLED = "PYTORCH_LIBRARY_PATH";

  private static final String UNSET =
      "Unset "
          + INSTALLED
          + " to use the library of AttriMIL, or correct it, PYTORCH_VERSION and PYTORCH_FLAVOR";

  private final List<Finding> findings = new ArrayList<>();

  private Doctor() {}

  /**
   * Checks the installation.
   *
   * @param device the requested device
   * @return what was found and what is missing
   */
  public static InstallationReport examine(final DeviceChoice device) {
    final Doctor doctor = new Doctor();
    doctor.program();
    doctor.machine();
    doctor.network(device);
    doctor.encoders();
    return new InstallationReport(doctor.findings);
  }

  private void program() {
    final String own = Doctor.class.getName().replace('.', '/') + ".class";
    findings.add(ClassPath.twice(Finding.fine("AttriMIL for Fiji", Versions.ofThis()), own));
    version("Fiji", "sc.fiji", "fiji");
    version("ImageJ", "net.imagej", "ij");
    version("SciJava", "org.scijava", "scijava-common");
    look("Bio-Formats", BioFormatsSlide::bioFormatsVersion, REINSTALL);
    findings.add(
        ClassPath.twice(findings.remove(findings.size() - 1), "loci/formats/IFormatReader.class"));
    findings.add(ClassPath.library("jHDF", "io/jhdf/HdfFile.class", REINSTALL));
    findings.add(ClassPath.library("DJL", "ai/djl/engine/Engine.class", REINSTALL));
  }

  private void machine() {
    findings.add(
        Finding.fine(
            "Java",
            System.getProperty("java.version")
                + " ("
                + System.getProperty("java.vendor")
                + ") on "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch")));
    findings.add(
        Finding.fine("Processors", Integer.toString(Runtime.getRuntime().availableProcessors())));
    findings.add(Machine.memory(Runtime.getRuntime().maxMemory(), Machine.physicalMemory()));
    findings.add(Machine.fileNames(System.getProperty("sun.jnu.encoding", "not known")));
    final String cache = System.getenv("DJL_CACHE_DIR");
    findings.add(
        Machine.disk(
            "Folder of PyTorch's cache",
            cache == null ? Path.of(System.getProperty("user.home"), ".djl.ai") : Path.of(cache),
            "the environment variable DJL_CACHE_DIR"));
    findings.add(
        Fonts.available()
            ? Finding.fine("Fonts", "found")
            : Finding.fine("Fonts", "none")
                .but(
                    "pictures and plots have no text",
                    "Install fonts, for example the package fonts-dejavu-core"));
  }

  private void network(final DeviceChoice device) {
    findings.add(ClassPath.natives());
    final String remedy = System.getenv(INSTALLED) == null ? REINSTALL : UNSET;
    look("PyTorch", Compute::version, remedy);
    look("PyTorch library", Compute::library, remedy);
    if (!findings.get(findings.size() - 2).missing()) {
      look("GPUs that PyTorch sees", () -> Integer.toString(Compute.gpus()), remedy);
      look("Device used", () -> Compute.describe(device), "Choose device=auto");
    }
  }

  private void encoders() {
    findings.add(
        Machine.disk(
            "Folder of encoders",
            KnownWeights.folder(),
            "-D" + KnownWeights.FOLDER_PROPERTY + "=FOLDER"));
    findings.add(
        Finding.fine(
            "Encoders available",
            "baseline"
                + KnownEncoder.all().stream()
                    .filter(e -> KnownWeights.there(e).isPresent())
                    .map(e -> ", " + e.name())
                    .collect(Collectors.joining())));
    encoders("Encoders downloaded on first use", false);
    encoders("Encoders whose license must be accepted first", true);
  }

  private void encoders(final String what, final boolean gated) {
    findings.add(
        Finding.fine(
            what,
            KnownEncoder.all().stream()
                .filter(e -> KnownWeights.there(e).isEmpty() && (e.source() == null) == gated)
                .map(KnownEncoder::name)
                .collect(Collectors.joining(", "))));
  }

  private void version(final String what, final String group, final String artifact) {
    ClassPath.version(group, artifact).ifPresent(v -> findings.add(Finding.fine(what, v)));
  }

  private void look(final String what, final Supplier<String> value, final String remedy) {
    try {
      findings.add(Finding.fine(what, value.get()));
    } catch (final RuntimeException | LinkageError e) {
      findings.add(Finding.missing(what, AttriMilException.oneLine(e), remedy));
    }
  }
}
