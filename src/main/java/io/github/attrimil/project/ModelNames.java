package io.github.attrimil.project;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The names under which a project keeps results and maps of models from elsewhere, so that those of
 * one file never land on another's: {@code .attrimil/models.csv}. The first file of a name has it,
 * others have a part of their checksum added; the names of the project's own models are theirs.
 */
public final class ModelNames {

  private static final int DIGITS = 8;

  private final Project project;
  private final Path file;

  /**
   * @param project the project
   */
  public ModelNames(final Project project) {
    this.project = project;
    this.file = project.root().resolve(".attrimil").resolve("models.csv");
  }

  /**
   * @param wanted a name, such as that of the file without its ending
   * @param sha256 a checksum of the model
   * @return its name here, the same every time
   */
  public String of(final String wanted, final String sha256) {
    final Map<String, String> known = read();
    final String own = Project.checkName(wanted);
    final String other = Project.checkName(wanted + "-" + sha256.substring(0, DIGITS));
    if (sha256.equals(known.get(own)) && !isOwnModel(own)) {
      return own;
    }
    if (sha256.equals(known.get(other))) {
      return other;
    }
    final boolean taken =
        isOwnModel(own) || known.containsKey(own) || folders(own).stream().anyMatch(Files::exists);
    final String name = taken ? other : own;
    known.put(name, sha256);
    write(known);
    return name;
  }

  /**
   * Frees the name of one of the project's own models: what a file from elsewhere has under it is
   * moved aside.
   *
   * @param model a name under models/
   */
  public void reserve(final String model) {
    if (!Files.exists(file)) {
      return;
    }
    final Map<String, String> known = read();
    final String sha256 = known.remove(model);
    if (sha256 == null) {
      return;
    }
    final String aside = model + "-" + sha256.substring(0, DIGITS);
    final List<Path> from = folders(model);
    final List<Path> to = folders(aside);
    for (int i = 0; i < from.size(); i++) {
      try {
        if (Files.exists(from.get(i)) && !Files.exists(to.get(i))) {
          Files.move(from.get(i), to.get(i));
        }
      } catch (final IOException e) {
        throw new AttriMilException(
            "Cannot move "
                + from.get(i)
                + ", which is of another model, to "
                + to.get(i)
                + ": "
                + e.getMessage(),
            e);
      }
    }
    known.put(aside, sha256);
    write(known);
  }

  private boolean isProject() {
    return Stream.of(".attrimil", "slides.csv", "patches", "features", "models")
        .anyMatch(name -> Files.exists(project.root().resolve(name)));
  }

  private boolean isOwnModel(final String name) {
    return Files.exists(project.model(name));
  }

  private List<Path> folders(final String name) {
    return List.of(project.results(name), project.shown().resolve("maps").resolve(name));
  }

  private Map<String, String> read() {
    final Map<String, String> known = new LinkedHashMap<>();
    if (AtomicFile.isWritten(file)) {
      final CsvTable table = CsvTable.read(file).require("name", "sha256");
      for (int row = 0; row < table.rows(); row++) {
        final String sha256 = table.get(row, "sha256");
        if (sha256.length() < DIGITS) {
          throw new AttriMilException(
              table.where(row, "sha256")
                  + " is '"
                  + CsvTable.quote(sha256)
                  + "', which is no checksum; remove this line");
        }
        known.put(Project.checkName(table, row, "name"), sha256);
      }
    }
    return known;
  }

  private void write(final Map<String, String> known) {
    // A mistyped project must not come into being, nor a folder where a file is looked at become
    // one.
    if (isProject()) {
      final CsvTable table = CsvTable.of("name", "sha256");
      known.forEach(table::add);
      table.write(file);
    }
  }
}
