package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.WrongUses.Use;
import io.github.attrimil.command.WrongUses.Way;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.ProjectLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command used wrongly in every way: one line that names the value and says what to do, an
 * exit status, no stack trace, and not a file changed. {@code -Dattrimil.table=FILE} writes all
 * messages to a file.
 */
class WrongUsesTest {

  /** Longer takes who begins to work; a mistake is to be found before. */
  private static final long MOST_NANOS = 10_000_000_000L;

  @TempDir Path temporary;

  @Test
  void everyCommandInEveryWay() throws Exception {
    final Path finished = DemoProject.finished(temporary);
    final Path painted = DemoProject.painted(temporary.resolve("painted"));
    final Path scratch = Files.createDirectories(temporary.resolve("scratch"));
    Files.writeString(scratch.resolve("letter.txt"), "Dear reader\n");
    Files.writeString(scratch.resolve("table.csv"), "bag,label,f0\na,0,1\nb,1,2\n");
    final List<String> table = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();
    for (final Use use : new WrongUses(finished, painted, scratch).all()) {
      final Map<Path, FileTime> before = times();
      final DemoProject.Ran ran = run(use);
      final String line =
          "%s | %s | %s | %d | %s"
              .formatted(
                  use.command(),
                  use.way(),
                  String.join(" ", use.parameters()),
                  ran.status(),
                  ran.err().strip());
      table.add(line);
      final List<String> faults = faults(use, ran);
      final Map<Path, FileTime> after = times();
      if (!before.equals(after)) {
        final Set<Path> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(f -> Objects.equals(before.get(f), after.get(f)));
        faults.add("changed " + changed);
      }
      if (!faults.isEmpty()) {
        wrong.add(faults + ": " + line);
      }
    }
    final String file = System.getProperty("attrimil.table");
    if (file != null) {
      Files.writeString(
          Path.of(file), String.join("\n", table).replace(temporary.toString(), "") + "\n");
    }
    assertTrue(table.size() > 100, table.size() + " uses");
    assertEquals("", String.join("\n", wrong));
  }

  /** Times of all files but records of runs. */
  private Map<Path, FileTime> times() throws IOException {
    final Map<Path, FileTime> times = new HashMap<>();
    try (Stream<Path> files = Files.walk(temporary)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        if (!file.getParent().endsWith("runs") && Files.isRegularFile(file)) {
          times.put(file, Files.getLastModifiedTime(file));
        }
      }
    }
    return times;
  }

  private static List<String> faults(final Use use, final DemoProject.Ran ran) {
    final List<String> faults = new ArrayList<>();
    final String text = ran.err().strip();
    if (ran.status() != use.status()) {
      faults.add("status " + ran.status() + " instead of " + use.status());
    }
    if (text.lines().filter(l -> !l.startsWith("Warning: ")).count() != 1) {
      faults.add("not one line");
    }
    if (text.matches("(?s).*(Exception|\\sat [a-z]+\\.|\\bnull\\b|\\.java\\b).*")) {
      faults.add("words of a program");
    }
    use.quoted().stream()
        .filter(q -> !ran.lastError().contains(q))
        .forEach(q -> faults.add("lacks \"" + q + "\""));
    return faults;
  }

  private static DemoProject.Ran run(final Use use) {
    if (use.way() != Way.TWICE_AT_ONCE) {
      return shell(use);
    }
    final Path folder = Path.of(use.parameters().get(0).replace("project=", ""));
    try (ProjectLock held = ProjectLock.take(new Project(folder), "features", Job.silent())) {
      return shell(use);
    }
  }

  private static DemoProject.Ran shell(final Use use) {
    final long late = System.nanoTime() + MOST_NANOS;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final int status =
        Shell.run(
            use.args(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> use.way() == Way.CANCELED || System.nanoTime() > late);
    return new DemoProject.Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
