package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.evaluate.summary.TableGuide;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every table that is written is in the registry, and so is each of its columns. */
class TablesTest {

  private static final Path PAGE = Path.of("src", "site", "markdown", "tables.md");

  @TempDir private Path folder;

  /**
   * Holds the tables of a project against the registry.
   *
   * @param project its folder
   * @return the tables that it has, as the registry names them
   * @throws IOException when one cannot be read
   */
  static Set<String> check(final Path project) throws IOException {
    final TableGuide guide = TableGuide.read();
    final List<String> unknown = new ArrayList<>();
    final Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(project)) {
      for (final Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".csv"))::iterator) {
        final String path = project.relativize(file).toString().replace('\\', '/');
        if (path.startsWith(".attrimil/")
            || path.startsWith("truth/")
            || path.contains("/candidates/")) {
          continue; // Notes of the program, annotations, and Camelyon's form, which has no header.
        }
        final Optional<TableGuide.Table> table = guide.find(path);
        if (table.isEmpty()) {
          unknown.add(path);
          continue;
        }
        found.add(table.get().path());
        for (final String column : CsvTable.read(file).columns()) {
          if (table.get().column(column).isEmpty()) {
            unknown.add(path + ": " + column);
          }
        }
      }
    }
    assertEquals(List.of(), unknown, "add them to tables.txt");
    return found;
  }

  private void run(final Path project, final String command, final String... parameters) {
    final DemoProject.Ran ran = DemoProject.run(command, project, parameters);
    assertEquals(0, ran.status(), ran.err());
  }

  @Test
  void tablesOfAProjectAreDocumented() throws IOException {
    final Path project = DemoProject.finished(folder);
    final Path other = DemoProject.copy(project, folder.resolve("other"));
    run(project, "predict", "device=cpu");
    run(project, "evaluate", "device=cpu", "subgroups=case_id", "against=attrimil");
    // The same slides: those that the model learned from are left out.
    run(project, "evaluate", "device=cpu", "external=" + other);
    final Set<String> found = check(project);
    for (final String table :
        List.of(
            "results/NAME/subgroups.csv",
            "results/NAME/predictions.csv",
            "results/NAME/known_classes.csv",
            "results/NAME/against_ANY.csv",
            "results/NAME/external_K.csv",
            "models/NAME/validation.csv",
            "maps/NAME/SLIDE[/REGION]/scores.csv")) {
      assertTrue(found.contains(table), table + " in " + found);
    }
  }

  @Test
  void thePageIsThatOfTheRegistry() throws IOException {
    final String page = TableGuide.read().markdown();
    if (Boolean.getBoolean("attrimil.write")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(
        page,
        Files.readString(PAGE).replace("\r\n", "\n"),
        PAGE + " is out of date; mvn test -Dtest=TablesTest -Dattrimil.write=true");
  }
}
