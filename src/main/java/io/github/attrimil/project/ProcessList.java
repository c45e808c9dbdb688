package io.github.attrimil.project;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code process_list.csv}: one row per slide with its status, reason and parameters. After CLAM's
 * habit a user edits cells and runs again: a parameter that differs from what was last written is
 * the slide's own from then on, listed in the column {@code own}, until its cell is emptied; so are
 * the cells of a row a user adds. A 0 in {@code process} leaves the slide out. Paths inside the
 * project are relative to it, so that a project can be moved.
 */
public final class ProcessList {

  private static final List<String> FIXED =
      List.of("slide_id", "path", "scene", "process", "status", "stage", "reason", "own");

  /** Pause after the list was written, in times of what that took. */
  private static final int PAUSE = 20;

  private final Project project;
  private final boolean keeps;
  private final Map<String, Map<String, String>> rows;
  private final Map<String, Map<String, String>> written;
  private boolean gathering;
  private boolean unwritten;
  private long writeAfter;

  /**
   * Reads a project's list, empty where there is none yet.
   *
   * @param project the project
   */
  public ProcessList(final Project project) {
    this(project, true);
  }

  /**
   * Reads a project's list, empty where there is none yet.
   *
   * @param project the project
   * @param keeps whether what is noted is written; not where another process keeps the list
   */
  public ProcessList(final Project project, final boolean keeps) {
    this.project = project;
    this.keeps = keeps;
    this.written = read(copy(project));
    final boolean lost = isEmpty(project.processList());
    this.rows = lost ? read(copy(project)) : read(project.processList());
    this.unwritten = lost;
  }

  /** What was last written, to see what a user edited since. */
  private static Path copy(final Project project) {
    return project.root().resolve(".attrimil").resolve("process_list.csv");
  }

  /** A power cut may leave a name without bytes; the copy has what was last written. */
  private static boolean isEmpty(final Path csv) {
    return Files.exists(csv) && !AtomicFile.isWritten(csv);
  }

  private static Map<String, Map<String, String>> read(final Path csv) {
    final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    if (Files.exists(csv) && !isEmpty(csv)) {
      final CsvTable table = CsvTable.read(csv).require("slide_id");
      for (int i = 0; i < table.rows(); i++) {
        final Map<String, String> row = new LinkedHashMap<>();
        for (final String column : table.columns()) {
          row.put(column, table.find(i, column).orElse(""));
        }
        rows.put(Project.checkName(table, i, "slide_id"), row);
      }
    }
    return rows;
  }

  /**
   * Where a slide came from.
   *
   * @param path its file
   * @param scene which scene of it, counted from 1; 0 for the largest
   */
  public record Source(Path path, int scene) {}

  /**
   * @return where the slides came from, by id
   */
  public synchronized Map<String, Source> sources() {
    final Map<String, Source> sources = new LinkedHashMap<>();
    rows.forEach(
        (id, row) -> {
          final String path = row.getOrDefault("path", "");
          final String scene = row.getOrDefault("scene", "");
          if (!path.isEmpty()) {
            sources.put(
                id,
                new Source(
                    project.root().resolve(path).normalize(),
                    scene.matches("\\d{1,4}") ? Integer.parseInt(scene) : 0));
          }
        });
    return sources;
  }

  /**
   * Notes where a slide comes from; {@link #note} then writes it.
   *
   * @param slide the slide's id
   * @param path its file, empty for an open image
   * @param scene which scene of it, counted from 1; 0 for the largest
   */
  public synchronized void noteSource(final String slide, final String path, final int scene) {
    final Map<String, String> row = rows.computeIfAbsent(slide, s -> new LinkedHashMap<>());
    row.put("slide_id", slide);
    row.put("path", path.isEmpty() ? "" : inProject(path));
    row.put("scene", scene == 0 ? "" : Integer.toString(scene));
  }

  /**
   * @param slide a slide's id
   * @return whether the user excludes it
   */
  public synchronized boolean excluded(final String slide) {
    final String process = rows.getOrDefault(slide, Map.of()).getOrDefault("process", "");
    return same(process, "0") || same(process, "false");
  }

  /**
   * Why a slide failed.
   *
   * @param stage the stage
   * @param reason in one line
   */
  public record Failure(String stage, String reason) {}

  /**
   * @param slide a slide's id
   * @return why it failed, if it did
   */
  public Optional<Failure> failure(final String slide) {
    final Map<String, String> row = rows.getOrDefault(slide, Map.of());
    return "failed".equals(row.get("status"))
        ? Optional.of(new Failure(row.getOrDefault("stage", ""), row.getOrDefault("reason", "")))
        : Optional.empty();
  }

  /**
   * @param slides slide ids
   * @return those that the user does not exclude
   */
  public List<String> wanted(final Collection<String> slides) {
    return slides.stream().filter(s -> !excluded(s)).toList();
  }

  /**
   * Puts a slide's own values instead of a command's.
   *
   * @param slide a slide's id
   * @param parameters the command's parameters by name
   * @return the slide's parameters
   */
  public synchronized Map<String, String> parameters(
      final String slide, final Map<String, String> parameters) {
    final Map<String, String> out = new LinkedHashMap<>(parameters);
    final Map<String, String> row = rows.getOrDefault(slide, Map.of());
    own(slide, parameters.keySet())
        .forEach(
            name -> {
              // A spreadsheet may have spelled the same value otherwise.
              if (!same(row.get(name), parameters.get(name))) {
                out.put(name, row.get(name));
              }
            });
    return out;
  }

  /** The parameters a user has set for a slide. */
  private List<String> own(final String slide, final Set<String> parameters) {
    final Map<String, String> row = rows.getOrDefault(slide, Map.of());
    final Map<String, String> before = written.getOrDefault(slide, Map.of());
    final Set<String> known = Set.of(row.getOrDefault("own", "").split(" "));
    // Rows of ours have the column own.
    final boolean added = !row.containsKey("own");
    return parameters.stream()
        .filter(name -> !row.getOrDefault(name, "").isEmpty())
        .filter(
            name ->
                added
                    || known.contains(name)
                    || before.containsKey(name) && !same(row.get(name), before.get(name)))
        .toList();
  }

  /** Whether two cells mean the same: a spreadsheet writes TRUE for true and 16 for 16.0. */
  private static boolean same(final String a, final String b) {
    if (a.strip().equalsIgnoreCase(b.strip())) {
      return true;
    }
    try {
      return Double.parseDouble(a) == Double.parseDouble(b);
    } catch (final NumberFormatException e) {
      return false;
    }
  }

  /**
   * Notes how a slide fared and writes the list.
   *
   * @param slide the slide's id
   * @param path its file, empty to leave what is noted
   * @param stage the stage
   * @param status done or failed
   * @param reason why it failed, or a note for the user
   */
  public synchronized void note(
      final String slide,
      final String path,
      final String stage,
      final String status,
      final String reason) {
    final Map<String, String> row = rows.computeIfAbsent(slide, s -> new LinkedHashMap<>());
    row.put("slide_id", slide);
    if (!path.isEmpty()) {
      row.put("path", inProject(path));
    }
    row.putIfAbsent("process", "1");
    row.put("status", status);
    row.put("stage", stage);
    row.put("reason", reason);
    row.putIfAbsent("own", "");
    write();
  }

  /**
   * Notes that a slide failed; why an earlier stage failed stays, because that is the cause.
   *
   * @param slide the slide's id
   * @param path its file
   * @param stage the stage
   * @param reason why
   */
  public synchronized void noteFailure(
      final String slide, final String path, final String stage, final String reason) {
    final Map<String, String> row = rows.getOrDefault(slide, Map.of());
    if (!"failed".equals(row.get("status")) || stage.equals(row.get("stage"))) {
      note(slide, path, stage, "failed", reason);
    }
  }

  /**
   * Notes a slide that was finished before, where its row was removed since.
   *
   * @param slide the slide's id
   * @param path its file
   * @param stage the stage
   * @param remark gives what was remarked of it then
   */
  synchronized void noteSkipped(
      final String slide, final String path, final String stage, final Supplier<String> remark) {
    if (rows.getOrDefault(slide, Map.of()).getOrDefault("status", "").isEmpty()) {
      note(slide, path, stage, "done", remark.get());
    }
  }

  /**
   * Notes a slide that a run finished which was killed before it noted that.
   *
   * @param slide the slide's id
   * @param earlier the stage that is noted then
   * @param stage the stage that was finished
   * @param remark gives what was remarked of it then
   */
  synchronized void noteLate(
      final String slide, final String earlier, final String stage, final Supplier<String> remark) {
    final Map<String, String> row = rows.getOrDefault(slide, Map.of());
    if ("done".equals(row.get("status")) && earlier.equals(row.get("stage"))) {
      note(slide, "", stage, "done", remark.get());
    }
  }

  /**
   * Notes that slides went well where they failed before: the failure is no longer listed.
   *
   * @param slides slide ids
   * @param stage the stage
   */
  public synchronized void noteRecovered(final List<String> slides, final String stage) {
    for (final String slide : slides) {
      final Map<String, String> row = rows.getOrDefault(slide, Map.of());
      if ("failed".equals(row.get("status")) && stage.equals(row.get("stage"))) {
        note(slide, "", stage, "done", "");
      }
    }
  }

  /**
   * Notes the parameters a slide is processed with; {@link #note} then writes them.
   *
   * @param slide the slide's id
   * @param used its parameters
   */
  public synchronized void noteParameters(final String slide, final Map<String, String> used) {
    final List<String> own = own(slide, used.keySet());
    final Map<String, String> row = rows.computeIfAbsent(slide, s -> new LinkedHashMap<>());
    row.put("slide_id", slide);
    row.putIfAbsent("process", "1");
    row.putAll(used);
    row.put("own", String.join(" ", own));
  }

  /** A path inside the project is noted relative to it, so that the project can be moved. */
  private String inProject(final String path) {
    final Path absolute = Path.of(path).toAbsolutePath().normalize();
    return (absolute.startsWith(project.root()) ? project.root().relativize(absolute) : absolute)
        .toString()
        .replace('\\', '/');
  }

  /**
   * Begins a stage: rows come to stand in the order of its slides, however they end, and a long
   * list is written again now and then only, so that noting takes a small part of the time.
   *
   * @param slides slide ids
   */
  synchronized void begin(final List<String> slides) {
    final Map<String, Map<String, String>> ordered = RowOrder.with(slides, rows);
    rows.clear();
    rows.putAll(ordered);
    gathering = true;
    writeAfter = System.nanoTime();
  }

  /** Ends a stage: what was noted is written. */
  synchronized void end() {
    gathering = false;
    if (unwritten) {
      write();
    }
  }

  /** Notes what the first stage states of a slide; {@link #note} then writes it. */
  synchronized void noteListing(final String slide, final Listing listing) {
    noteSource(slide, listing.path(), listing.scene());
    noteParameters(slide, listing.parameters());
  }

  private void write() {
    if (!keeps) {
      return;
    }
    final long start = System.nanoTime();
    if (gathering && start - writeAfter < 0) {
      unwritten = true;
      return;
    }
    // Slides that nothing was noted of yet have a place and no row.
    final List<Map<String, String>> noted =
        rows.values().stream().filter(r -> r.containsKey("slide_id")).toList();
    final Set<String> columns = new LinkedHashSet<>(FIXED);
    noted.forEach(r -> columns.addAll(r.keySet()));
    final CsvTable table = CsvTable.of(new ArrayList<>(columns));
    noted.forEach(r -> table.add(columns.stream().map(c -> r.getOrDefault(c, "")).toArray()));
    table.write(project.processList());
    table.write(copy(project));
    unwritten = false;
    writeAfter = System.nanoTime() + PAUSE * (System.nanoTime() - start);
  }
}
