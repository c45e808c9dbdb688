package io.github.attrimil.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.attrimil.command.line.CommandCall;
import io.github.attrimil.core.Listeners;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * How long a command takes to end after it is canceled, at random moments: as Fiji's Cancel does,
 * and with {@code -Dsignal=true} by SIGINT to a shell of its own. Each run works on a copy of a
 * project; what it leaves half-written is a fault. GIANT in a command is a slide of {@code -Dgiant}
 * pixels to each side.
 *
 * <pre>java -cp ... -Dtemplate=PROJECT -Dfolder=target/cancel -Dtries=5 -Dseed=1 -Dlatest=8
 *     io.github.attrimil.bench.CancelStudy "train epochs=100000 redo=true" "map top=50 redo=true"
 * </pre>
 *
 * The template is a project on which the pipeline has run. The moment is drawn from 0 to {@code
 * latest} seconds after the start. Wall time depends on what else the machine does, so that the
 * processor time of the process from the cancel to the end is printed, too.
 */
public final class CancelStudy {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Path TEMPLATE = Path.of(System.getProperty("template", "target/template"));
  private static final Path FOLDER = Path.of(System.getProperty("folder", "target/cancel"));
  private static final double LATEST = Double.parseDouble(System.getProperty("latest", "8"));
  private static final boolean SIGNAL = Boolean.getBoolean("signal");

  private CancelStudy() {}

  private record Ended(double wall, double cpu, double at, int status, String message) {}

  /**
   * Runs the study.
   *
   * @param args commands, each with its parameters but the project
   * @throws Exception when files cannot be used
   */
  public static void main(final String[] args) throws Exception {
    final Random random = new Random(Long.getLong("seed", 1));
    System.out.printf(
        Locale.ROOT, "load %.1f on %d cores%n", load(), SYSTEM.getAvailableProcessors());
    final Path giant = FOLDER.resolve("giant.ome.tif").toAbsolutePath();
    final int side = Integer.getInteger("giant", 0);
    if (side > 0 && !Files.exists(giant)) {
      Files.createDirectories(FOLDER);
      GiantTiff.write(giant, side, 4, 16, 64);
    }
    for (final String each : args) {
      final String line = each.replace("GIANT", giant.toString());
      final List<Ended> all = new ArrayList<>();
      for (int i = 0; i < Integer.getInteger("tries", 3); i++) {
        final Ended ended = cancel(line, random.nextDouble() * LATEST);
        System.out.printf(
            Locale.ROOT,
            "  %s: after %.2f s: %.2f s, processor %.2f s, status %d %s%n",
            line,
            ended.at(),
            ended.wall(),
            ended.cpu(),
            ended.status(),
            ended.message());
        all.add(ended);
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.2f | %.2f | %.0f |%n",
          line,
          all.stream().filter(e -> e.status() != 0).count(),
          all.stream().mapToDouble(Ended::wall).max().orElse(0),
          all.stream().mapToDouble(Ended::cpu).max().orElse(0),
          load());
    }
    Runtime.getRuntime().halt(0);
  }

  private static double load() {
    return SYSTEM.getSystemLoadAverage();
  }

  private static Ended cancel(final String line, final double after) throws Exception {
    final Path project = FOLDER.resolve("project");
    delete(project);
    copy(TEMPLATE, project);
    final Map<String, Long> before = sizes(project);
    final Ended ended = SIGNAL ? signal(line, project, after) : call(line, project, after);
    for (final Map.Entry<String, Long> file : sizes(project).entrySet()) {
      final String name = Path.of(file.getKey()).getFileName().toString();
      if (name.startsWith(".part") || file.getValue() == 0 && !before.containsKey(file.getKey())) {
        System.out.println("FAULT: left behind " + file);
      }
    }
    return ended;
  }

  private static Ended call(final String line, final Path project, final double after)
      throws InterruptedException {
    final AtomicBoolean stop = new AtomicBoolean();
    final CommandCall.Ended[] ended = new CommandCall.Ended[1];
    final String[] words = line.split(" ");
    final Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("project", project.toString());
    for (int i = 1; i < words.length; i++) {
      final String[] pair = words[i].split("=", 2);
      parameters.put(pair[0], pair[1].replace("PROJECT", project.toString()));
    }
    final Thread thread =
        new Thread(
            () -> ended[0] = CommandCall.run(words[0], parameters, Listeners.NOBODY, stop::get));
    final long start = System.nanoTime();
    thread.start();
    thread.join((long) (1000 * after));
    final long at = System.nanoTime();
    final long cpu = SYSTEM.getProcessCpuTime();
    stop.set(true);
    thread.join();
    return new Ended(
        (System.nanoTime() - at) / 1e9,
        (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
        (at - start) / 1e9,
        ended[0].status(),
        ended[0].message());
  }

  private static Ended signal(final String line, final Path project, final double after)
      throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.attrimil.command.Shell"));
    for (final String word : line.split(" ")) {
      command.add(word.replace("PROJECT", project.toString()));
    }
    command.add("project=" + project);
    final Path log = FOLDER.resolve("signal.log");
    final long start = System.nanoTime();
    final Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.waitFor((long) (1000 * after), java.util.concurrent.TimeUnit.MILLISECONDS);
    final long at = System.nanoTime();
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    final int status = process.waitFor();
    final List<String> lines = Files.readAllLines(log);
    return new Ended(
        (System.nanoTime() - at) / 1e9,
        0,
        (at - start) / 1e9,
        status,
        lines.isEmpty() ? "" : lines.get(lines.size() - 1));
  }

  private static Map<String, Long> sizes(final Path folder) throws IOException {
    final Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sizes.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }

  /** Slides are linked, not copied: no command writes them but the demo, which is given none. */
  private static void copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        final Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (from.relativize(file).startsWith("slides")) {
          Files.createLink(target, file);
        } else {
          Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static void delete(final Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
