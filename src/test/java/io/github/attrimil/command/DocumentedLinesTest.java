package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell lines of README, tutorials and pages for beginners, in their order, on a small
 * finished project in place of the folders that they name. The demo itself is run by other tests.
 */
class DocumentedLinesTest {

  private static final List<String> PAGES =
      List.of(
          "README.md",
          "src/site/markdown/tutorial-demo.md",
          "src/site/markdown/tutorial-own-slides.md",
          "src/site/markdown/files.md",
          "src/site/markdown/import.md",
          "src/site/markdown/troubleshooting.md");

  private static final Pattern LINE = Pattern.compile("(?m)^ *java -jar \\S*attrimil\\.jar (.*)$");

  @TempDir private Path folder;

  @Test
  void linesOfBeginnersEndWell() throws IOException {
    final Path study = DemoProject.finished(folder);
    final Path fresh = Files.createDirectories(folder.resolve("new"));
    Files.copy(study.resolve("slides/demo_002.ome.tif"), fresh.resolve("new_slide.ome.tif"));
    final Path table = folder.resolve("musk1.csv");
    final StringBuilder rows = new StringBuilder();
    for (int bag = 0; bag < 40; bag++) {
      rows.append(bag % 2).append(',').append(bag).append(",1,").append(bag % 2 * 5).append('\n');
    }
    Files.writeString(table, rows);
    final Map<String, String> given =
        Map.ofEntries(
            Map.entry("project=study", "project=" + study),
            Map.entry("project=attrimil-demo", "project=" + study),
            Map.entry("project=musk1", "project=" + folder.resolve("musk1")),
            Map.entry("table=musk1.csv", "table=" + table),
            Map.entry("slides=/path/to/slides", "slides=" + study.resolve("slides")),
            Map.entry("slides=/path/to/new", "slides=" + fresh),
            Map.entry("labels=labels.csv", "labels=" + study.resolve("slides.csv")),
            Map.entry("slide=demo_018", "slide=demo_001"),
            Map.entry("encoder=resnet18", "encoder=baseline"));
    int ran = 0;
    for (final String line : lines()) {
      final List<String> words = new ArrayList<>();
      for (final String word : line.split(" +")) {
        words.add(given.getOrDefault(word, word));
      }
      switch (words.get(0)) {
        case "demo" -> {
          continue;
        }
        case "pipeline" -> words.addAll(List.of(DemoProject.PIPELINE));
        case "patch" -> words.add("size=128");
        case "train" -> {
          words.removeIf(w -> w.startsWith("epochs="));
          words.addAll(List.of("epochs=2", "device=cpu"));
        }
        case "map" -> words.add("top=1");
        default -> {}
      }
      final DemoProject.Ran end = DemoProject.shell(words.toArray(String[]::new));
      assertEquals(0, end.status(), line + "\n" + words + "\n" + end.err());
      ran++;
    }
    assertTrue(ran >= 12, ran + " lines");
  }

  private static Set<String> lines() throws IOException {
    final Set<String> lines = new LinkedHashSet<>();
    for (final String page : PAGES) {
      final String text = Files.readString(Path.of(page)).replaceAll("\\\\\\R\\s*", "");
      final Matcher line = LINE.matcher(text);
      while (line.find()) {
        lines.add(line.group(1).strip());
      }
    }
    return lines;
  }
}
