package io.github.attrimil.workbench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a project holds and how far it is, as pure data.
 *
 * @param root the project's folder
 * @param slides the slides, in the order of the table of labels, then by name
 * @param stages all stages, in order
 * @param next what comes next
 * @param models the names of its models, the newest first
 * @param model the model whose predictions and maps are listed, empty if there is none
 * @param classes the labels in use, sorted
 * @param problems what could not be read, each one line
 * @param report the model's report, if it was written
 */
public record ProjectOverview(
    Path root,
    List<SlideRow> slides,
    List<StageCount> stages,
    NextStep next,
    List<String> models,
    String model,
    List<String> classes,
    List<String> problems,
    Optional<Path> report) {

  /** Keeps copies. */
  public ProjectOverview {
    slides = List.copyOf(slides);
    stages = List.copyOf(stages);
    models = List.copyOf(models);
    classes = List.copyOf(classes);
    problems = problems.stream().distinct().toList();
  }

  /**
   * @param stage a stage
   * @return how far it is
   */
  public StageCount count(final WorkStage stage) {
    return stages.get(stage.ordinal());
  }

  /**
   * @return the slides that failed
   */
  public List<SlideRow> failed() {
    return slides.stream().filter(s -> s.failure().isPresent()).toList();
  }

  /**
   * @return for example "40 slides, 40 labeled (normal 20, tumor 20), 2 failed"
   */
  public String summary() {
    if (slides.isEmpty()) {
      return "no slides yet";
    }
    final long labeled = slides.stream().filter(s -> !s.label().isEmpty()).count();
    final StringBuilder text = new StringBuilder();
    text.append(slides.size()).append(slides.size() == 1 ? " slide, " : " slides, ");
    text.append(labeled == slides.size() ? "all" : labeled == 0 ? "none" : labeled);
    text.append(" labeled");
    if (!classes.isEmpty()) {
      text.append(" (");
      for (int c = 0; c < classes.size(); c++) {
        final String name = classes.get(c);
        final long count = slides.stream().filter(s -> s.label().equals(name)).count();
        text.append(c == 0 ? "" : ", ").append(name).append(' ').append(count);
      }
      text.append(')');
    }
    if (!failed().isEmpty()) {
      text.append(", ").append(failed().size()).append(" failed");
    }
    return text.toString();
  }
}
