package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported with anonymous=true holds no name of a slide or patient, in no byte. */
class AnonymousTest {

  private static final List<String> NAMES = List.of("demo_0", "patient_0");

  @TempDir private Path folder;

  @Test
  void exportsHoldNoName() throws IOException {
    final Path project = DemoProject.finished(folder);
    annotate(project);
    run("evaluate", project, "annotations=" + folder.resolve("truth"), "against=attrimil");
    run("predict", project);
    run("map", project, "slide=demo_001,demo_004", "top=1", "display=percentile", "smooth=1");
    final Path export = project.resolve("anonymous");
    final Map<String, byte[]> files = DemoProject.files(export, n -> true);
    for (final String wanted :
        List.of("fold_0.csv", "predictions.csv", "report.html", "localization.csv")) {
      assertTrue(files.containsKey("results/attrimil/" + wanted), files.keySet().toString());
    }
    assertTrue(files.keySet().stream().anyMatch(f -> f.matches("maps/attrimil/S\\d{4}/.*ome.tif")));
    files.forEach(AnonymousTest::assertWithoutNames);
  }

  @Test
  void numbersMeanTheSlidesThatTheKeyNames() throws IOException {
    final Path project = DemoProject.finished(folder);
    run("evaluate", project);
    final Path results = Path.of("results", "attrimil");
    final Map<String, String> key = key(project);
    final Map<String, String> named = rows(project.resolve(results).resolve("fold_0.csv"));
    final Map<String, String> numbered =
        rows(project.resolve("anonymous").resolve(results).resolve("fold_0.csv"));
    assertFalse(named.isEmpty());
    final Map<String, String> back = new TreeMap<>();
    numbered.forEach((number, row) -> back.put(key.get(number), row));
    assertEquals(named, back);
    assertEquals(
        new TreeSet<>(numbered.keySet()).stream().toList(), List.copyOf(numbered.keySet()));
  }

  @Test
  void modelIsGivenByItsName() throws IOException {
    final Path project = DemoProject.finished(folder);
    final Path file = project.resolve("models/attrimil/s_0_checkpoint.pt");
    final DemoProject.Ran ran =
        DemoProject.run("evaluate", project, "model=" + file, "anonymous=true", "device=cpu");
    assertEquals(1, ran.status());
    assertTrue(ran.lastError().contains("model=attrimil"), ran.lastError());
  }

  /** A picture of each slide's lesions is there under the slides' names. */
  private void annotate(final Path project) throws IOException {
    DemoProject.copy(project.resolve("truth"), folder.resolve("truth"));
  }

  private static void run(final String command, final Path project, final String... more) {
    final DemoProject.Ran ran =
        DemoProject.run(
            command,
            project,
            Stream.concat(Stream.of(more), Stream.of("anonymous=true", "device=cpu"))
                .toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
  }

  private static void assertWithoutNames(final String file, final byte[] bytes) {
    for (final String name : NAMES) {
      assertFalse(file.contains(name), file);
      assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains(name), file);
      assertFalse(
          new String(bytes, StandardCharsets.ISO_8859_1)
              .contains(
                  new String(
                      name.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1)),
          file);
    }
  }

  private static Map<String, String> key(final Path project) throws IOException {
    final Map<String, String> key = new TreeMap<>();
    Files.readAllLines(project.resolve("anonymous_key.csv")).stream()
        .skip(1)
        .map(line -> line.split(","))
        .forEach(cells -> key.put(cells[0], cells[2]));
    return key;
  }

  /** Rows of a table by their first cell, in the table's order. */
  private static Map<String, String> rows(final Path csv) throws IOException {
    final Map<String, String> rows = new LinkedHashMap<>();
    Files.readAllLines(csv).stream()
        .skip(1)
        .map(line -> line.split(",", 2))
        .forEach(cells -> rows.put(cells[0], cells[1]));
    return rows;
  }
}
