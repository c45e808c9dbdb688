package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.demo.SyntheticCohort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A small cohort painted and run once for all tests of commands; tests work on copies. */
final class DemoProject {

  /** What the finished project was made with, but for the project itself. */
  static final String[] PIPELINE = {"size=128", "folds=1", "epochs=2", "top=1", "device=cpu"};

  /** One slide more than patients are needed, so that a test may lose one. */
  static final int SLIDES = 10;

  private static final int PIXELS = 768;

  private static Path slides;
  private static Path finished;

  private DemoProject() {}

  /** What the shell said and how it ended. */
  record Ran(int status, String out, String err) {

    /** The last line of standard error: what failed, where, and what to do. */
    String lastError() {
      final String[] lines = err.strip().split("\n");
      return lines[lines.length - 1];
    }
  }

  static Ran shell(final String... args) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final int status =
        Shell.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> false);
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command in a project by the shell. */
  static Ran run(final String command, final Path project, final String... parameters) {
    final List<String> args = new ArrayList<>(List.of(command, "project=" + project));
    args.addAll(List.of(parameters));
    return shell(args.toArray(String[]::new));
  }

  /** Copies the slides and their table into a folder named project. */
  static synchronized Path painted(final Path parent) throws IOException {
    if (slides == null) {
      slides = temporary("slides");
      SyntheticCohort.write(slides, SLIDES, PIXELS, 3, Job.silent());
    }
    return copy(slides, parent.resolve("project"));
  }

  /** Copies a project on which the pipeline has run into a folder named project. */
  static synchronized Path finished(final Path parent) throws IOException {
    if (finished == null) {
      finished = painted(temporary("finished"));
      final Ran ran = run("pipeline", finished, PIPELINE);
      assertEquals(0, ran.status(), ran.err());
    }
    return copy(finished, parent.resolve("project"));
  }

  static Path copy(final Path from, final Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        final Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  private static Path temporary(final String name) throws IOException {
    final Path folder = Files.createTempDirectory("attrimil-" + name);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
                  } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
    return folder;
  }

  /** The files of a folder but run records, by their path in it. */
  static Map<String, byte[]> files(final Path folder, final Predicate<String> wanted)
      throws IOException {
    final Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        final String name = folder.relativize(file).toString().replace('\\', '/');
        if (!name.startsWith("runs/") && wanted.test(name)) {
          found.put(name, Files.readAllBytes(file));
        }
      }
    }
    return found;
  }

  /** When each file but run records was last written. */
  static Map<String, Long> times(final Path folder) throws IOException {
    final Map<String, Long> times = new TreeMap<>();
    for (final String name : files(folder, n -> true).keySet()) {
      times.put(name, Files.getLastModifiedTime(folder.resolve(name)).toMillis());
    }
    return times;
  }

  /** Sets every file's time to long ago, so that whatever is written again is seen. */
  static void age(final Path folder) throws IOException {
    for (final String name : files(folder, n -> true).keySet()) {
      Files.setLastModifiedTime(
          folder.resolve(name), java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
    }
  }

  /** The files written since {@link #age}. */
  static List<String> written(final Path folder) throws IOException {
    return times(folder).entrySet().stream()
        .filter(e -> e.getValue() != 1_000_000_000_000L)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whatever was left half-written: hidden files but for the notes of what is finished. */
  static List<String> leftovers(final Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> !f.equals(folder))
          .map(f -> folder.relativize(f).toString())
          .filter(f -> Path.of(f).getFileName().toString().matches("\\..*|.*\\.(part|tmp)"))
          .filter(f -> !f.equals(".attrimil"))
          .toList();
    }
  }

  /** The newest run record. */
  static String record(final Path project) throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("runs"))) {
      // Curves of models have folders there.
      return Files.readString(
          files.filter(Files::isRegularFile).sorted().reduce((a, b) -> b).orElseThrow());
    }
  }

  /** The outputs of two projects, without the records of times and machines. */
  static void assertSame(final Path expected, final Path actual) throws IOException {
    final Map<String, byte[]> a = files(expected, DemoProject::compared);
    final Map<String, byte[]> b = files(actual, DemoProject::compared);
    assertEquals(a.keySet(), b.keySet());
    a.forEach(
        (name, bytes) ->
            assertArrayEquals(withoutRuns(name, bytes), withoutRuns(name, b.get(name)), name));
    assertEquals(List.of(), leftovers(expected));
    assertEquals(List.of(), leftovers(actual));
  }

  /** A report without its section on runs, which are commands at a time. */
  private static byte[] withoutRuns(final String name, final byte[] bytes) {
    if (!name.endsWith("report.html")) {
      return bytes;
    }
    final String html = new String(bytes, StandardCharsets.UTF_8);
    final int from = html.indexOf(">How it was made</h2>");
    assertTrue(from > 0, name);
    return (html.substring(0, from) + html.substring(html.indexOf("</section>", from)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean compared(final String name) {
    return !name.startsWith(".attrimil/");
  }
}
