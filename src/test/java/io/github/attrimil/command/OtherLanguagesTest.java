package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from slides to a report, where language and names are not English. */
class OtherLanguagesTest {

  /** Turkish, where the capital i has a dot, and numbers as in Iran. */
  private static final List<String> LANGUAGE =
      List.of(
          "-Duser.language=tr",
          "-Duser.country=TR",
          "-Duser.language.format=fa",
          "-Duser.country.format=IR");

  /** Hebrew, Chinese, emoji, an accent after its letter, a comma, and dots. */
  private static final List<String> NAMES =
      List.of("עברית", "病理切片 2", "slide 😀", "Pra\u0308parat", "O'Neil, Ana", "a.b.c", "I", "ı");

  private static final Pattern FOREIGN_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

  @TempDir private Path folder;

  @Test
  void filesAreTheSameInEveryLanguage() throws IOException {
    final Path english = DemoProject.finished(folder.resolve("english"));
    final Path other = DemoProject.painted(folder.resolve("other"));
    final List<String> line = new ArrayList<>(List.of("pipeline", "project=" + other));
    line.addAll(List.of(DemoProject.PIPELINE));
    final Path temporary = Files.createDirectory(folder.resolve("temporary"));
    final List<String> options = new ArrayList<>(LANGUAGE);
    options.add("-Djava.io.tmpdir=" + temporary);
    final DemoProject.Ran ran = ChildJava.shell(options, line.toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
    assertEquals(Map.of(), DemoProject.files(temporary, f -> true), "in the shared folder");
    assertFalse(FOREIGN_DIGIT.matcher(ran.err() + ran.out()).find(), ran.err());
    // Notes hold times of files; the report the time of its run.
    final Map<String, byte[]> wanted = DemoProject.files(english, f -> !f.startsWith(".attrimil"));
    final Map<String, byte[]> found = DemoProject.files(other, f -> !f.startsWith(".attrimil"));
    assertEquals(wanted.keySet(), found.keySet());
    wanted.forEach((file, bytes) -> assertEquals(text(bytes), text(found.get(file)), file));
  }

  private static String text(final byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME");
  }

  @Test
  void slidesMayHaveNamesOfAnyScript() throws IOException {
    // Otherwise Java itself cannot name such files.
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")));
    final Path painted = DemoProject.painted(folder);
    final Path project = folder.resolve("a b, c");
    final Map<String, String> labels = renamed(painted, project.resolve("slides"));
    final List<String> rows = new ArrayList<>(List.of("case_id,slide_id,label"));
    // As a spreadsheet writes them, accents within their letters.
    labels.forEach(
        (name, label) ->
            rows.add(
                "\"%s\",\"%<s\",%s"
                    .formatted(Normalizer.normalize(name, Normalizer.Form.NFC), label)));
    Files.write(project.resolve("slides.csv"), rows);
    final DemoProject.Ran ran = DemoProject.run("pipeline", project, DemoProject.PIPELINE);
    assertEquals(0, ran.status(), ran.err());
    final String report =
        Files.readString(project.resolve("results").resolve("attrimil").resolve("report.html"));
    final List<String> tested =
        Files.readAllLines(project.resolve("results").resolve("attrimil").resolve("fold_0.csv"));
    for (final String row : tested.subList(1, tested.size())) {
      final String id = row.startsWith("\"") ? row.split("\"")[1] : row.split(",")[0];
      assertTrue(report.contains(id.replace("'", "&#39;")), id);
    }
    try (Stream<Path> maps = Files.list(project.resolve("maps").resolve("attrimil"))) {
      assertEquals(tested.size() - 1, maps.count());
    }
  }

  /** Copies as many slides as there are names, of both classes. */
  private static Map<String, String> renamed(final Path painted, final Path to) throws IOException {
    Files.createDirectories(to);
    final Map<String, String> labels = new LinkedHashMap<>();
    final List<String> rows = Files.readAllLines(painted.resolve("slides.csv"));
    for (int k = 0; k < NAMES.size(); k++) {
      final String[] cells = rows.get(k + 1).split(",");
      Files.copy(
          painted.resolve("slides").resolve(cells[1] + ".ome.tif"),
          to.resolve(NAMES.get(k) + ".ome.tif"));
      labels.put(NAMES.get(k), cells[2]);
    }
    return labels;
  }
}
