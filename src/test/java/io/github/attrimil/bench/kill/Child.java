package io.github.attrimil.bench.kill;

import io.github.attrimil.command.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Starts commands in processes of their own; what they print goes into a log. */
public final class Child {

  private final Path log;
  private final Path errors;
  private final Path temporary;

  /**
   * @param folder of logs and temporary files
   * @throws IOException when it cannot be written
   */
  public Child(final Path folder) throws IOException {
    this.log = folder.resolve("log.txt");
    this.errors = folder.resolve("errors.txt");
    this.temporary = Files.createDirectories(folder.resolve("tmp"));
  }

  Path log() {
    return log;
  }

  /**
   * Starts a command with the class path and, from the property {@code jvm}, further options.
   *
   * @param command words of the shell
   * @return its process
   * @throws IOException when it cannot be started
   */
  public Process start(final List<String> command) throws IOException {
    final List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (final String property :
        List.of("ai.djl.pytorch.num_threads", "logback.configurationFile", "ai.djl.offline")) {
      if (System.getProperty(property) != null) {
        line.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    line.addAll(List.of(System.getProperty("jvm", "-XX:TieredStopAtLevel=1").split(" ")));
    line.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Shell.class.getName()));
    line.addAll(command);
    Files.writeString(
        log,
        "\n" + String.join(" ", command) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return new ProcessBuilder(line)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectError(errors.toFile())
        .start();
  }

  /**
   * @return the last line that the last command printed on standard error
   * @throws IOException when it cannot be read
   */
  String lastError() throws IOException {
    final List<String> lines = Files.readAllLines(errors);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /**
   * @return temporary files outside of projects that are there
   * @throws IOException when they cannot be listed
   */
  List<String> temporaryFiles() throws IOException {
    try (var files = Files.list(temporary)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
