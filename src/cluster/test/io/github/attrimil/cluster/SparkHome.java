package io.github.attrimil.cluster;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A standalone cluster of Spark on this machine: a master and two workers, each a process. */
final class SparkHome implements AutoCloseable {

  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final Path home;
  private final String master;
  private final List<Process> processes = new ArrayList<>();

  SparkHome(final Path folder, final int workers) throws IOException {
    home = Files.createDirectories(folder.resolve("spark"));
    final Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    for (final Path jar : sparkJars()) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }
    final int port = freePort();
    master = "spark://127.0.0.1:" + port;
    processes.add(
        start(
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0"));
    for (int i = 0; i < workers; i++) {
      processes.add(
          start(
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              "127.0.0.1",
              "--cores",
              "1",
              "--memory",
              "2g",
              "--webui-port",
              "0",
              "--work-dir",
              home.resolve("work" + i).toString(),
              master));
    }
  }

  String master() {
    return master;
  }

  static List<Path> sparkJars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(p -> p.toString().endsWith(".jar"))
        .filter(p -> !p.getFileName().toString().startsWith("attrimil"))
        .toList();
  }

  static List<String> java(final String... options) {
    final List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(name -> line.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    line.addAll(List.of(options));
    return line;
  }

  private Process start(final String main, final String... args) throws IOException {
    final List<String> line = java("-Xmx300m", "-cp", home.resolve("jars") + "/*", main);
    line.addAll(List.of(args));
    final ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(home.resolve("log" + processes.size()).toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The processes that do tasks. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(
            p ->
                p.info()
                    .arguments()
                    .filter(
                        a -> Stream.of(a).anyMatch(t -> t.contains("CoarseGrainedExecutorBackend")))
                    .isPresent())
        .toList();
  }

  @Override
  public void close() {
    processes.forEach(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
    processes.forEach(Process::destroyForcibly);
  }
}
