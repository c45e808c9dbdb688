package io.github.attrimil.slide.find;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideTable;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a project's slides: those the user selects, else the column path of slides.csv, else those
 * of the process list, else the folder slides/. The column mpp of slides.csv counts in every case.
 */
public final class SlideList {

  /** Every scene of a file becomes a slide of its own. */
  public static final String ALL_SCENES = "all";

  /**
   * The user's selection.
   *
   * @param slides a slide file or folder, if given
   * @param mpp micrometers per level-0 pixel for slides that slides.csv has none for, if given
   * @param scene empty for the largest scene of each file, a number from 1, or "all"
   */
  public record Wanted(Optional<Path> slides, Optional<Double> mpp, String scene) {

    /** Checks the scene. */
    public Wanted {
      if (!scene.matches("|" + ALL_SCENES + "|[1-9]\\d{0,3}")) {
        throw new AttriMilException("scene=" + scene + " is neither a number from 1 nor all");
      }
    }

    /**
     * @param slides a slide file or folder, if given
     * @return the largest scene of each, with the pixel size stated in its file
     */
    public static Wanted of(final Optional<Path> slides) {
      return new Wanted(slides, Optional.empty(), "");
    }
  }

  private final Project project;
  private final SlideTable table;
  private final Wanted wanted;
  private final Map<String, Double> mpp = new HashMap<>();

  /** The ids of the table. */
  private final Set<String> ids = new HashSet<>();

  private SlideList(final Project project, final SlideTable table, final Wanted wanted) {
    this.project = project;
    this.table = table;
    this.wanted = wanted;
  }

  /**
   * @param project the project
   * @param wanted the user's choice of slides
   * @return the slides
   * @throws AttriMilException when there is none
   */
  public static List<SlideSource> find(final Project project, final Wanted wanted) {
    return find(project, SlideTable.of(project), wanted);
  }

  /**
   * Finds slides with another table instead of slides.csv.
   *
   * @param project the project
   * @param table the table
   * @param wanted the user's choice of slides
   * @return the slides
   * @throws AttriMilException when there is none
   */
  public static List<SlideSource> find(
      final Project project, final SlideTable table, final Wanted wanted) {
    final List<SlideSource> found = findIfAny(project, table, wanted);
    if (found.isEmpty()) {
      throw new AttriMilException(
          "No slides: give slides=FOLDER, or a column path in " + table.csv());
    }
    return found;
  }

  /**
   * Finds slides for work that can do without.
   *
   * @param project the project
   * @param wanted the user's choice of slides
   * @return the slides, none where nothing names any
   */
  public static List<SlideSource> findIfAny(final Project project, final Wanted wanted) {
    return findIfAny(project, SlideTable.of(project), wanted);
  }

  private static List<SlideSource> findIfAny(
      final Project project, final SlideTable table, final Wanted wanted) {
    final SlideList list = new SlideList(project, table, wanted);
    return list.find().stream()
        .map(
            s ->
                s.withMpp(
                    list.mpp.containsKey(s.id())
                        ? Optional.of(list.mpp.get(s.id()))
                        : wanted.mpp()))
        .toList();
  }

  /**
   * @param wanted the user's choice of slides
   * @return a warning about slides in subfolders of a folder of slides, which are not searched
   */
  public static Optional<String> leftOut(final Wanted wanted) {
    final long below = wanted.slides().map(Slides::below).orElse(0L);
    return wanted
        .slides()
        .filter(folder -> below > 0 && Slides.any(folder))
        .map(
            folder ->
                below
                    + " slide(s) lie in subfolders of "
                    + folder
                    + ", which are not searched; run again with slides= one of them, or list the"
                    + " slides in slides.csv with a column path");
  }

  /**
   * @param project a project
   * @return whether it names slides of its own
   */
  public static boolean namesSlides(final Project project) {
    return Files.exists(project.slidesCsv())
        || !new ProcessList(project).sources().isEmpty()
        || Files.isDirectory(project.root().resolve("slides"));
  }

  private List<SlideSource> find() {
    final List<SlideSource> listed = listed();
    final List<SlideSource> processed =
        new ProcessList(project)
            .sources().entrySet().stream()
                .map(e -> new SlideSource(e.getKey(), e.getValue().path(), e.getValue().scene()))
                .toList();
    final Path own = project.root().resolve("slides");
    if (wanted.slides().isPresent()) {
      return ofFiles(Slides.list(wanted.slides().get()), processed);
    }
    if (!listed.isEmpty()) {
      return listed;
    }
    if (Files.isDirectory(own)) {
      // Slides may have been added to the folder since, and others lie elsewhere.
      final Map<String, SlideSource> all = new LinkedHashMap<>();
      processed.forEach(s -> all.put(s.id(), s));
      if (processed.isEmpty() || Slides.any(own)) {
        ofFiles(Slides.list(own), processed).forEach(s -> all.put(s.id(), s));
      }
      return List.copyOf(all.values());
    }
    return processed;
  }

  private List<SlideSource> listed() {
    final List<SlideSource> listed = new ArrayList<>();
    for (final SlideTable.Row row : table.rows()) {
      ids.add(row.slideId());
      row.mpp().ifPresent(value -> mpp.put(row.slideId(), value));
      row.path().ifPresent(p -> listed.add(new SlideSource(row.slideId(), p, row.scene())));
    }
    return listed;
  }

  private List<SlideSource> ofFiles(final List<Path> files, final List<SlideSource> processed) {
    final Set<String> known = new HashSet<>(project.slidesWithPatches());
    known.addAll(ids);
    final Map<Path, List<SlideSource>> scenesOf =
        processed.stream()
            .filter(s -> s.scene() > 0)
            .collect(Collectors.groupingBy(SlideSource::path));
    final List<SlideSource> found = new ArrayList<>();
    for (final Path file : files) {
      final Optional<String> wrong = wrongName(file);
      if (wrong.isPresent()) {
        found.add(SlideSource.refused(FileNames.safe(Slides.id(file)), wrong.get()));
        continue;
      }
      final List<SlideSource> before = scenesOf.getOrDefault(file.toAbsolutePath(), List.of());
      if (wanted.scene().isEmpty() && !before.isEmpty()) {
        found.addAll(before);
      } else if (wanted.scene().equals(ALL_SCENES)) {
        found.addAll(scenes(file, id(file, known)));
      } else {
        final int scene = wanted.scene().isEmpty() ? 0 : Integer.parseInt(wanted.scene());
        found.add(new SlideSource(id(file, known), file, scene));
      }
    }
    return found;
  }

  /**
   * Other tools cut off the last extension only, or none, and macOS takes accents off their
   * letters: an id that slides.csv or patches/ know counts.
   */
  private static String id(final Path file, final Set<String> known) {
    final String name = file.getFileName().toString();
    final String id = Slides.id(file);
    return Stream.of(id, name.substring(0, Math.max(name.lastIndexOf('.'), 0)), name)
        .flatMap(FileNames::forms)
        .filter(known::contains)
        .findFirst()
        .orElse(id);
  }

  /** Why a file's name cannot be that of a slide; the other slides are processed all the same. */
  private static Optional<String> wrongName(final Path file) {
    try {
      // Under LC_ALL=C Java lists files whose names it cannot open again.
      Path.of(file.toString());
      Project.checkName(Slides.id(file));
      return Optional.empty();
    } catch (final InvalidPathException e) {
      return Optional.of(
          "The name of "
              + file.toString().replaceAll("[^\\x20-\\x7e]", "?")
              + " cannot be read in this locale; start with the environment variable"
              + " LC_ALL=C.UTF-8");
    } catch (final AttriMilException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static List<SlideSource> scenes(final Path file, final String id) {
    int scenes = 1;
    try {
      scenes = BioFormatsSlide.scenes(file);
    } catch (final AttriMilException e) {
      // Reported when the slide is read, so that the others are processed.
      return List.of(new SlideSource(id, file));
    }
    final List<SlideSource> found = new ArrayList<>();
    for (int scene = 1; scene <= scenes; scene++) {
      found.add(
          scenes == 1
              ? new SlideSource(id, file)
              : new SlideSource(id + "_scene" + scene, file, scene));
    }
    return found;
  }
}
