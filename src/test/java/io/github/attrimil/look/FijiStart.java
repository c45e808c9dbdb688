package io.github.attrimil.look;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a real Fiji with the classes of this build on its class path; its folder stays as it is.
 */
final class FijiStart {

  /** What starts Fiji; not on the class path of this build. */
  static final String MAIN = "net.imagej.Main";

  private static final String[] OPENS = {
    "java.base/java.lang",
    "java.base/java.util",
    "java.desktop/java.awt",
    "java.desktop/sun.awt.X11"
  };

  private final Path fiji;

  FijiStart(final Path fiji) {
    if (!Files.isDirectory(fiji.resolve("jars"))) {
      throw new IllegalArgumentException(fiji + " is not the folder of a Fiji: it has no jars");
    }
    this.fiji = fiji.toAbsolutePath();
  }

  /**
   * Runs a program in a Fiji of its own and waits for its end.
   *
   * @param log takes what it prints
   * @param display whether it has a display
   * @param main a class of this build or of Fiji
   * @param arguments of the program
   * @return its exit status
   */
  int run(
      final Path log,
      final boolean display,
      final List<String> properties,
      final String main,
      final String... arguments)
      throws IOException, InterruptedException {
    final List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx2g");
    for (final String open : OPENS) {
      line.add("--add-opens");
      line.add(open + "=ALL-UNNAMED");
    }
    line.add("-Dplugins.dir=" + fiji);
    line.add("-Dimagej.dir=" + fiji);
    // The user's own recent projects are neither shown nor changed.
    line.add("-Djava.util.prefs.userRoot=" + Files.createTempDirectory("fiji-prefs"));
    line.add("-Dai.djl.offline=true");
    line.add("-Dai.djl.pytorch.num_threads=1");
    line.add("-Djava.awt.headless=" + !display);
    line.addAll(properties);
    line.add("-cp");
    line.add(classPath());
    line.add(main);
    line.addAll(Arrays.asList(arguments));
    final Process process =
        new ProcessBuilder(line)
            .directory(fiji.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(1, TimeUnit.HOURS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Ours, then Fiji's, then what Fiji lacks. */
  private String classPath() throws IOException {
    final Set<String> there;
    try (Stream<Path> jars = Files.walk(fiji.resolve("jars"))) {
      there = jars.map(FijiStart::artifact).collect(Collectors.toSet());
    }
    final List<String> ours = new ArrayList<>();
    final List<String> missing = new ArrayList<>();
    for (final String part :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      final Path path = Path.of(part).toAbsolutePath();
      if (Files.isDirectory(path)) {
        ours.add(path.toString());
      } else if (!there.contains(artifact(path)) && !artifact(path).equals("bioformats_package")) {
        missing.add(path.toString());
      }
    }
    ours.addAll(
        Stream.of("jars", "jars/bio-formats", "jars/linux64", "plugins")
            .map(folder -> fiji.resolve(folder) + "/*")
            .toList());
    ours.addAll(missing);
    return String.join(java.io.File.pathSeparator, ours);
  }

  private static String artifact(final Path jar) {
    return jar.getFileName().toString().replaceFirst("-\\d.*$", "");
  }
}
