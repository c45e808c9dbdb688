package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of commands are those that the commands make. */
class CommandPagesTest {

  @Test
  void pagesAreUpToDate() throws IOException {
    if (Boolean.getBoolean("attrimil.write")) {
      CommandPages.write();
    }
    final Map<String, String> pages = CommandPages.pages();
    final List<String> there;
    try (Stream<Path> found = Files.list(CommandPages.FOLDER)) {
      there = found.map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertEquals(
        pages.keySet().stream().sorted().toList(),
        there,
        "mvn test -Dtest=CommandPagesTest -Dattrimil.write=true writes them");
    for (final Map.Entry<String, String> page : pages.entrySet()) {
      final Path file = CommandPages.FOLDER.resolve(page.getKey());
      assertEquals(
          page.getValue(),
          Files.readString(file).replace("\r\n", "\n"),
          file + " is out of date; mvn test -Dtest=CommandPagesTest -Dattrimil.write=true");
    }
  }
}
