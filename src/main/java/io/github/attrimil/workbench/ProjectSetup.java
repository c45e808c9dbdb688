package io.github.attrimil.workbench;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Slides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Starts a project from a folder of slides, and keeps the labels that a user types. */
public final class ProjectSetup {

  private static final List<String> COLUMNS = List.of("case_id", "slide_id", "label", "path");

  /**
   * What was set up.
   *
   * @param slides how many slides the project has now
   * @param labeled how many of them have a label
   * @param unknown slides that the table of labels names, but that the folder does not have
   */
  public record Made(int slides, int labeled, List<String> unknown) {

    /**
     * @return in one line
     */
    public String text() {
      return slides
          + (slides == 1 ? " slide, " : " slides, ")
          + labeled
          + " with a label"
          + (unknown.isEmpty()
              ? ""
              : "; the table of labels names "
                  + unknown.size()
                  + " that are not in the folder: "
                  + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
                  + (unknown.size() > 5 ? ", ..." : ""));
    }
  }

  private final Project project;
  private final Set<String> columns = new LinkedHashSet<>(COLUMNS);
  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  private ProjectSetup(final Project project) {
    this.project = project;
    if (Files.exists(project.slidesCsv())) {
      final CsvTable table = CsvTable.read(project.slidesCsv()).require("slide_id");
      columns.addAll(table.columns());
      for (int row = 0; row < table.rows(); row++) {
        final Map<String, String> cells = new LinkedHashMap<>();
        for (final String column : table.columns()) {
          cells.put(column, table.find(row, column).orElse(""));
        }
        rows.put(Project.checkName(table, row, "slide_id"), cells);
      }
    }
  }

  /**
   * Adds the slides of a folder to a project, and labels from a table: writes slides.csv. What the
   * project has already stays.
   *
   * @param project the project, whose folder is made if needed
   * @param slides a slide file or folder, if there are slides to add
   * @param labels a table with the columns slide_id and label, if there is one
   * @return what the project has now
   * @throws AttriMilException when there is no slide, or the table has other columns
   */
  public static Made add(
      final Project project, final Optional<Path> slides, final Optional<Path> labels) {
    final ProjectSetup setup = new ProjectSetup(project);
    // Read first: a table that does not fit must not leave half a project behind.
    final Optional<CsvTable> table =
        labels.map(csv -> CsvTable.read(csv).require("slide_id", "label"));
    slides.ifPresent(s -> Slides.list(s).forEach(setup::addSlide));
    if (setup.rows.isEmpty()) {
      throw new AttriMilException("There are no slides yet; choose a folder of slides");
    }
    final List<String> unknown = new ArrayList<>();
    table.ifPresent(t -> setup.label(t, unknown));
    setup.write();
    final int labeled =
        (int) setup.rows.values().stream().filter(r -> !r.get("label").isEmpty()).count();
    return new Made(setup.rows.size(), labeled, unknown);
  }

  /**
   * Looks for the table of labels that lies with a folder of slides.
   *
   * @param slides the folder
   * @return labels.csv there or in the folder above, or the only .csv file there
   */
  public static Optional<Path> table(final Path slides) {
    final Path absolute = slides.toAbsolutePath();
    for (final Path folder : Arrays.asList(absolute, absolute.getParent())) {
      if (folder != null && Files.isRegularFile(folder.resolve("labels.csv"))) {
        return Optional.of(folder.resolve("labels.csv"));
      }
    }
    try (Stream<Path> files = Files.list(absolute)) {
      final List<Path> tables =
          files.filter(f -> f.toString().endsWith(".csv") && Files.isRegularFile(f)).toList();
      return tables.size() == 1 ? Optional.of(tables.get(0)) : Optional.empty();
    } catch (final IOException | UncheckedIOException e) {
      return Optional.empty(); // A file, or a folder that is still being typed.
    }
  }

  /**
   * Sets one slide's label: writes slides.csv.
   *
   * @param project the project
   * @param slide the slide's id
   * @param label its class, empty for none
   */
  public static void label(final Project project, final String slide, final String label) {
    final ProjectSetup setup = new ProjectSetup(project);
    setup.row(slide).put("label", label.strip());
    setup.write();
  }

  /**
   * @param project a project
   * @return its labeled slides; none where it has no table yet
   */
  static Cohort cohort(final Project project) {
    return Files.exists(project.slidesCsv())
        ? Cohort.read(project.slidesCsv())
        : new Cohort(List.of());
  }

  private Map<String, String> row(final String id) {
    return rows.computeIfAbsent(
        Project.checkName(id),
        slide -> {
          final Map<String, String> cells = new LinkedHashMap<>();
          cells.put("case_id", slide);
          cells.put("slide_id", slide);
          cells.put("label", "");
          return cells;
        });
  }

  private void addSlide(final Path file) {
    final Path absolute = file.toAbsolutePath().normalize();
    final Path shown =
        absolute.startsWith(project.root()) ? project.root().relativize(absolute) : absolute;
    row(Slides.id(file)).put("path", shown.toString().replace('\\', '/'));
  }

  private void label(final CsvTable table, final List<String> unknown) {
    for (final String column : Arrays.asList("case_id", "mpp")) {
      if (table.has(column)) {
        columns.add(column);
      }
    }
    for (int at = 0; at < table.rows(); at++) {
      final String id = table.get(at, "slide_id");
      // Other tools write ids with the file's extension.
      final String known = rows.containsKey(id) ? id : Slides.id(id);
      if (!rows.containsKey(known)) {
        unknown.add(id);
        continue;
      }
      for (final String column : List.of("label", "case_id", "mpp")) {
        final int row = at;
        if (table.has(column)) {
          table.find(row, column).ifPresent(text -> rows.get(known).put(column, text));
        }
      }
    }
  }

  private void write() {
    final CsvTable table = CsvTable.of(new ArrayList<>(columns));
    for (final Map<String, String> row : rows.values()) {
      row.putIfAbsent("label", "");
      table.add(columns.stream().map(c -> row.getOrDefault(c, "")).toArray());
    }
    table.write(project.slidesCsv());
  }
}
