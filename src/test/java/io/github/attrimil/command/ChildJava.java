package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Java in a process of its own, with options that this process cannot change for itself. */
final class ChildJava {

  private static final int PATIENCE_SECONDS = 240;

  private ChildJava() {}

  /** Runs the shell; options of Java such as -Xmx40m come first. */
  static DemoProject.Ran shell(final List<String> options, final String... args)
      throws IOException {
    return run(Shell.class, options, args);
  }

  static DemoProject.Ran run(final Class<?> main, final List<String> options, final String... args)
      throws IOException {
    final List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Djava.awt.headless=true"));
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(List.of(args));
    final Path out = Files.createTempFile("attrimil-out", ".txt");
    final Path err = Files.createTempFile("attrimil-err", ".txt");
    try {
      final Process process =
          new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        process.destroyForcibly();
      }
      return new DemoProject.Ran(process.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(final Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
