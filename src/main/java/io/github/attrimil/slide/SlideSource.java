package io.github.attrimil.slide;

import ij.ImagePlus;
import io.github.attrimil.file.CsvTable;
import io.github.attrimil.file.ProcessList;
import io.github.attrimil.file.Project;
import io.github.attrimil.job.AttriMilException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a slide comes from.
 *
 * @param id the slide's id
 * @param path its file, or for an open image its title
 * @param mpp micrometres per level-0 pixel as a user says, in place of what the file says
 * @param image an image open in Fiji, in place of a file
 */
public record SlideSource(String id, Path path, Optional<Double> mpp, Optional<ImagePlus> image) {

  /** Checks the id. */
  public SlideSource {
    Project.checkName(id);
  }

  /**
   * @param id the slide's id
   * @param file its file
   */
  public SlideSource(final String id, final Path file) {
    this(id, file, Optional.empty(), Optional.empty());
  }

  /**
   * @param image an image open in Fiji
   * @param mpp micrometres per pixel as a user says, in place of its calibration
   * @return the image as a slide
   */
  public static SlideSource of(final ImagePlus image, final Optional<Double> mpp) {
    final String id = new ImagePlusSlide(image).id();
    return new SlideSource(id, Path.of(id), mpp, Optional.of(image));
  }

  /**
   * @return the slide's file, or nothing for an open image
   */
  public List<Path> files() {
    return image.isPresent() ? List.of() : List.of(path);
  }

  /**
   * Finds a project's slides: those asked for, else the column path of slides.csv, else the folder
   * slides/ of the project. The column mpp of slides.csv counts in every case.
   *
   * @param project the project
   * @param slides a slide file or folder, if a user gave one
   * @param mpp micrometres per level-0 pixel for slides that slides.csv has none for, if given
   * @return the slides
   */
  public static List<SlideSource> find(
      final Project project, final Optional<Path> slides, final Optional<Double> mpp) {
    return find(project, project.slidesCsv(), slides, mpp);
  }

  /**
   * As {@link #find(Project, Optional, Optional)}, with another table in place of slides.csv.
   *
   * @param project the project
   * @param csv the table; relative paths in it are relative to its folder
   * @param slides a slide file or folder, if a user gave one
   * @param mpp micrometres per level-0 pixel for slides that the table has none for, if given
   * @return the slides
   */
  public static List<SlideSource> find(
      final Project project,
      final Path csv,
      final Optional<Path> slides,
      final Optional<Double> mpp) {
    final List<SlideSource> found = named(csv, project, slides, mpp);
    if (found.isEmpty()) {
      throw none(csv);
    }
    return found;
  }

  private static AttriMilException none(final Path csv) {
    return new AttriMilException("No slides: give slides=FOLDER, or a column path in " + csv);
  }

  /** The slides that a user or the project names, if any. */
  private static List<SlideSource> named(
      final Path csv,
      final Project project,
      final Optional<Path> slides,
      final Optional<Double> mpp) {
    final Map<String, Double> stated = new HashMap<>();
    final List<SlideSource> listed = new ArrayList<>();
    if (Files.exists(csv)) {
      final CsvTable table = CsvTable.read(csv).require("slide_id");
      final Set<String> seen = new HashSet<>();
      for (int row = 0; row < table.rows(); row++) {
        final String id = Project.checkName(table, row, "slide_id");
        if (!seen.add(id)) {
          throw new AttriMilException(
              table.where(row, "slide_id") + ": the slide \"" + id + "\" comes twice; remove one");
        }
        if (table.find(row, "mpp").isPresent()) {
          stated.put(id, table.number(row, "mpp"));
        }
        final Optional<String> path = table.find(row, "path");
        if (path.isPresent()) {
          listed.add(
              new SlideSource(id, csv.toAbsolutePath().resolveSibling(path.get()).normalize()));
        }
      }
    }
    final Path own = project.root().resolve("slides");
    final List<SlideSource> found;
    if (slides.isPresent()) {
      found = ofFiles(Slides.list(slides.get()));
    } else if (!listed.isEmpty()) {
      found = listed;
    } else if (Files.isDirectory(own)) {
      found = ofFiles(Slides.list(own));
    } else {
      found = List.of();
    }
    return found.stream()
        .map(
            s ->
                new SlideSource(
                    s.id,
                    s.path,
                    Optional.ofNullable(stated.getOrDefault(s.id, mpp.orElse(null))),
                    Optional.empty()))
        .toList();
  }

  /**
   * Finds the slides of a project that has patches: those asked for, else as {@link #find} does and
   * with them those that were patched from elsewhere, as process_list.csv tells.
   *
   * @param project the project
   * @param slides a slide file or folder, if a user gave one
   * @param mpp micrometres per level-0 pixel for slides that tell none, if given
   * @return the slides
   */
  public static List<SlideSource> findPatched(
      final Project project, final Optional<Path> slides, final Optional<Double> mpp) {
    final Map<String, SlideSource> found = new LinkedHashMap<>();
    if (slides.isEmpty()) {
      new ProcessList(project)
          .paths()
          .forEach(
              (id, path) -> {
                if (Files.exists(project.patches(id)) && Files.exists(path)) {
                  found.put(id, new SlideSource(id, path, mpp, Optional.empty()));
                }
              });
    }
    named(project.slidesCsv(), project, slides, mpp).forEach(s -> found.put(s.id(), s));
    if (found.isEmpty()) {
      throw none(project.slidesCsv());
    }
    return List.copyOf(found.values());
  }

  private static List<SlideSource> ofFiles(final List<Path> files) {
    return files.stream().map(f -> new SlideSource(Slides.id(f), f)).toList();
  }

  /**
   * Reads what the slide is.
   *
   * @return the slide
   */
  public Slide read() {
    final Slide slide =
        image.isPresent() ? new ImagePlusSlide(image.get()) : new BioFormatsSlide(path);
    return mpp.isPresent()
        ? new Resized(slide, new PixelSize(mpp.get(), mpp.get(), PixelSize.Origin.USER))
        : slide;
  }

  /** A slide whose pixel size a user states. */
  private record Resized(Slide slide, PixelSize size) implements Slide {
    @Override
    public String id() {
      return slide.id();
    }

    @Override
    public String source() {
      return slide.source();
    }

    @Override
    public List<Level> levels() {
      return slide.levels();
    }

    @Override
    public Optional<PixelSize> pixelSize() {
      return Optional.of(size);
    }

    @Override
    public SlideReader open() {
      return slide.open();
    }
  }
}
