package io.github.attrimil.project;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which columns of a table of slides hold what. A column that is not named is found by its official
 * name, whatever its case, spaces and hyphens.
 *
 * @param names the names of columns by their official ones, of those that are named otherwise
 */
public record SlideColumns(Map<String, String> names) {

  /** The patient. */
  public static final String CASE = "case_id";

  /** The slide. */
  public static final String SLIDE = "slide_id";

  /** The class. */
  public static final String LABEL = "label";

  /** As the official tables name them. */
  public static final SlideColumns OFFICIAL = new SlideColumns(Map.of());

  private static final Gson GSON = new Gson();

  /** What other tables call a patient; without a patient's column every slide would be one. */
  private static final List<String> PATIENTS =
      List.of("patientid", "patient", "subjectid", "subject", "participantid", "case");

  /** Keeps a sorted copy without empty names. */
  public SlideColumns {
    final TreeMap<String, String> named = new TreeMap<>(names);
    named.values().removeIf(String::isBlank);
    names = Map.copyOf(named);
  }

  /**
   * @param csv a table of slides
   * @return the columns that were noted for it, official ones where nothing was
   */
  static SlideColumns notedFor(final Path csv) {
    final Path note = note(csv);
    if (!Files.exists(note)) {
      return OFFICIAL;
    }
    try {
      final Map<String, String> names = new TreeMap<>();
      JsonFile.read(note).asMap().forEach((name, value) -> names.put(name, value.getAsString()));
      return new SlideColumns(names);
    } catch (final IOException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new AttriMilException(
          note + " is damaged; run `check` with the names of your columns again", e);
    }
  }

  /** Notes these columns for a project's table, so that all later stages read it by them. */
  void note(final Project project) {
    if (!names.isEmpty()) {
      AtomicFile.write(
          note(project.slidesCsv()), part -> Files.writeString(part, GSON.toJson(names)));
    }
  }

  private static Path note(final Path csv) {
    return csv.toAbsolutePath().resolveSibling(".attrimil").resolve("columns.json");
  }

  /**
   * @param table a table, whose columns may have been renamed since these were noted
   * @return those of these columns that it has
   */
  SlideColumns in(final CsvTable table) {
    final Map<String, String> there = new TreeMap<>(names);
    there.values().removeIf(name -> similar(table, name).isEmpty());
    return new SlideColumns(there);
  }

  /**
   * @param table a table of slides
   * @param official the official name of a column
   * @return its name in the table, if it has it
   * @throws AttriMilException when a column that was named is missing, or two could be meant
   */
  Optional<String> find(final CsvTable table, final String official) {
    if (names.containsKey(official)) {
      return Optional.of(named(table, official, names.get(official)));
    }
    if (table.has(official)) {
      return Optional.of(official);
    }
    final Optional<String> similar = similar(table, official);
    return similar.isPresent() || !official.equals(CASE)
        ? similar
        : PATIENTS.stream().flatMap(p -> similar(table, p).stream()).findFirst();
  }

  private static String named(final CsvTable table, final String official, final String name) {
    if (table.has(name)) {
      return name;
    }
    return similar(table, name)
        .orElseThrow(
            () ->
                new AttriMilException(
                    missing(table, name)
                        + "; correct the name that is given for "
                        + official
                        + " (casecolumn=, slidecolumn=, labelcolumn=)"));
  }

  /**
   * @param table a table
   * @param name a column it lacks
   * @return where and what is missing, and what there is, for a message
   */
  static String missing(final CsvTable table, final String name) {
    return table.where()
        + ", line "
        + table.headerLine()
        + ": there is no column "
        + CsvTable.quote(name)
        + "; the columns are "
        + CsvTable.quote(String.join(", ", table.columns()));
  }

  private static Optional<String> similar(final CsvTable table, final String name) {
    final List<String> found =
        table.columns().stream().filter(c -> !c.isEmpty() && plain(c).equals(plain(name))).toList();
    if (found.size() > 1) {
      throw new AttriMilException(
          table.where()
              + ", line "
              + table.headerLine()
              + ": the columns '"
              + CsvTable.quote(found.get(0))
              + "' and '"
              + CsvTable.quote(found.get(1))
              + "' could both be "
              + name
              + "; rename one");
    }
    return found.stream().findFirst();
  }

  private static String plain(final String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
