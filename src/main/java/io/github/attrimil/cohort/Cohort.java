package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.SlideTable;
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
 * label, and optionally path, mpp and others.
 *
 * @param slides in the table's order
 * @param remarks what was mended in the table or is missing there, one line each
 */
public record Cohort(List<LabeledSlide> slides, List<String> remarks) {

  /**
   * One row of the table.
   *
   * @param caseId the patient
   * @param slideId the slide
   * @param label the class's name, empty where it is not known
   * @param path the slide's file, where the table states it
   * @param mpp micrometers per level-0 pixel, where the table states it
   * @param more the cells of all other columns that are not empty, by column, such as site
   */
  public record LabeledSlide(
      String caseId,
      String slideId,
      String label,
      Optional<Path> path,
      Optional<Double> mpp,
      Map<String, String> more) {

    /**
     * @param caseId the patient
     * @param slideId the slide
     * @param label the class's name, empty where it is not known
     * @param path the slide's file, where the table states it
     * @param mpp micrometers per level-0 pixel, where the table states it
     */
    public LabeledSlide(
        final String caseId,
        final String slideId,
        final String label,
        final Optional<Path> path,
        final Optional<Double> mpp) {
      this(caseId, slideId, label, path, mpp, Map.of());
    }
  }

  /** Checks that no slide comes twice. */
  public Cohort {
    slides = List.copyOf(slides);
    remarks = List.copyOf(remarks);
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
   * @param slides in the table's order
   */
  public Cohort(final List<LabeledSlide> slides) {
    this(slides, List.of());
  }

  /**
   * Reads a table of slides.
   *
   * @param csv the table; relative paths in it are relative to its folder
   * @return the slides
   * @throws AttriMilException with line and column of what cannot be read
   */
  public static Cohort read(final Path csv) {
    return of(SlideTable.read(csv));
  }

  /**
   * @param table a table of slides
   * @return the slides
   * @throws AttriMilException when there are none
   */
  public static Cohort of(final SlideTable table) {
    if (table.rows().isEmpty()) {
      throw new AttriMilException(table.csv() + " has no rows; list your slides in it");
    }
    return new Cohort(
        table.rows().stream()
            .map(
                r ->
                    new LabeledSlide(
                        r.caseId(), r.slideId(), r.label(), r.path(), r.mpp(), r.more()))
            .toList(),
        table.remarks());
  }

  /**
   * Shows what was mended in the table or is missing there, once a run.
   *
   * @param job warned
   */
  public void warn(final Job job) {
    remarks.stream().filter(r -> !job.record().warnings().contains(r)).forEach(job::warn);
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
    return numbered(wanted.stream().map(Cohort::whole).toList());
  }

  /** As labels are read: 1.0 is 1. */
  private static String whole(final String label) {
    return label.matches("\\d{1,15}\\.0+") ? label.substring(0, label.indexOf('.')) : label;
  }

  private List<String> numbered(final List<String> wanted) {
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
    final Map<String, String> patients = patients();
    final Map<String, List<LabeledSlide>> cases = new LinkedHashMap<>();
    labeled()
        .forEach(
            s -> cases.computeIfAbsent(patients.get(s.slideId()), c -> new ArrayList<>()).add(s));
    return cases;
  }

  /**
   * Who is who: slides of one case_id are of one patient, and so are slides of TCGA whose barcodes
   * name one participant, although some published tables number every slide as a case.
   *
   * @return the patient of each slide: its case_id, or the first of those that are one patient
   */
  public Map<String, String> patients() {
    return Patients.of(slides);
  }
}
