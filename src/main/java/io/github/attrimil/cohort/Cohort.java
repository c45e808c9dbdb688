package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labeled slides of a study: {@code slides.csv} with the official columns case_id, slide_id and
 * label, and optionally path and mpp.
 *
 * @param slides in the table's order
 */
public record Cohort(List<LabeledSlide> slides) {

  /**
   * One row of the table.
   *
   * @param caseId the patient
   * @param slideId the slide
   * @param label the class's name, empty where it is not known
   * @param path the slide's file, where the table states it
   * @param mpp micrometers per level-0 pixel, where the table states it
   */
  public record LabeledSlide(
      String caseId, String slideId, String label, Optional<Path> path, Optional<Double> mpp) {}

  /** Checks that no slide comes twice. */
  public Cohort {
    slides = List.copyOf(slides);
    final Set<String> seen = new HashSet<>();
    for (final LabeledSlide slide : slides) {
      if (!seen.add(slide.slideId())) {
        throw new AttriMilException(
            "The slide \""
                + slide.slideId()
                + "\" appears twice in the table of slides; remove one");
      }
    }
  }

  /**
   * Reads a table of slides.
   *
   * @param csv the table; relative paths in it are relative to its folder
   * @return the slides
   */
  public static Cohort read(final Path csv) {
    final CsvTable table = CsvTable.read(csv).require("slide_id");
    final List<LabeledSlide> slides = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      final String id = Project.checkName(table, row, "slide_id");
      final int at = row;
      final Optional<Path> path =
          table
              .find(row, "path")
              .map(p -> resolve(csv.toAbsolutePath().getParent(), p, table.where(at, "path")));
      final Optional<Double> mpp =
          table.find(row, "mpp").isPresent()
              ? Optional.of(table.number(row, "mpp"))
              : Optional.empty();
      slides.add(
          new LabeledSlide(
              table.find(row, "case_id").orElse(id),
              id,
              table.find(row, "label").orElse(""),
              path,
              mpp));
    }
    if (slides.isEmpty()) {
      throw new AttriMilException(csv + " has no rows; list your slides in it");
    }
    try {
      return new Cohort(slides);
    } catch (final AttriMilException e) {
      throw new AttriMilException(csv + ": " + e.getMessage(), e);
    }
  }

  private static Path resolve(final Path folder, final String path, final String where) {
    try {
      return folder.resolve(path).normalize();
    } catch (final InvalidPathException e) {
      throw new AttriMilException(where + " is not a path: \"" + path + "\"", e);
    }
  }

  /**
   * @param slideId a slide
   * @return its row, if the table has it
   */
  public Optional<LabeledSlide> find(final String slideId) {
    return slides.stream().filter(s -> s.slideId().equals(slideId)).findFirst();
  }

  /**
   * @return the slides with a label
   */
  public List<LabeledSlide> labeled() {
    return slides.stream().filter(s -> !s.label().isEmpty()).toList();
  }

  /**
   * Numbers the classes: in the given order, else whole numbers as they are, else by name. The
   * order is stored with every model, because classes that silently change places are hard to
   * notice.
   *
   * @param wanted the classes in order, or empty
   * @return class names; the index is the class's number
   * @throws AttriMilException when there are fewer than two, or a label is not among those wanted
   */
  public List<String> classes(final List<String> wanted) {
    final List<String> found =
        labeled().stream().map(LabeledSlide::label).distinct().sorted().toList();
    if (found.isEmpty()) {
      throw new AttriMilException(
          "No slide of slides.csv has a label; enter a class name for each slide in the column"
              + " label");
    }
    if (wanted.stream().distinct().count() < wanted.size()) {
      throw new AttriMilException("classes=" + wanted + " names a class twice; remove one");
    }
    if (found.size() < 2) {
      throw new AttriMilException(
          "Training needs at least two classes; the column label of slides.csv holds only "
              + found
              + ": add slides of another class");
    }
    if (!wanted.isEmpty()) {
      for (final String label : found) {
        if (!wanted.contains(label)) {
          throw new AttriMilException(
              "The label \"" + label + "\" in slides.csv is not among classes=" + wanted);
        }
      }
      return List.copyOf(wanted);
    }
    if (found.stream().allMatch(l -> l.matches("\\d{1,3}"))) {
      final int most = found.stream().mapToInt(Integer::parseInt).max().orElseThrow();
      final List<String> numbers = new ArrayList<>();
      for (int c = 0; c <= most; c++) {
        numbers.add(Integer.toString(c));
      }
      return numbers;
    }
    return found;
  }

  /**
   * @return the labeled slides of each patient, in the table's order
   */
  public Map<String, List<LabeledSlide>> cases() {
    final Map<String, List<LabeledSlide>> cases = new LinkedHashMap<>();
    labeled().forEach(s -> cases.computeIfAbsent(s.caseId(), c -> new ArrayList<>()).add(s));
    return cases;
  }
}
