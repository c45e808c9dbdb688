package io.github.attrimil.workbench;

import java.util.List;
import java.util.Optional;

/**
 * What comes next in a project.
 *
 * @param kind what a user does
 * @param stage the stage to run, for {@link Kind#RUN}
 * @param text the button, or what is missing
 */
public record NextStep(Kind kind, Optional<WorkStage> stage, String text) {

  /** What a user does next. */
  public enum Kind {
    /** Add slides. */
    ADD_SLIDES,
    /** Type labels. */
    LABEL,
    /** Run a stage. */
    RUN,
    /** Look at the report. */
    REPORT
  }

  /**
   * Decides what comes next: the first stage with something to do.
   *
   * @param slides all slides
   * @param stages all stages, in order
   * @param labelsMissing what is wrong with the labels for a split, empty if nothing
   * @return the step
   */
  static NextStep of(
      final List<SlideRow> slides, final List<StageCount> stages, final String labelsMissing) {
    if (slides.isEmpty()) {
      return new NextStep(Kind.ADD_SLIDES, Optional.empty(), "Add slides");
    }
    for (final StageCount count : stages) {
      final WorkStage stage = count.stage();
      if (stage == WorkStage.TISSUE || count.due() == 0) {
        continue;
      }
      if (!stage.perSlide() && !labelsMissing.isEmpty()) {
        return new NextStep(Kind.LABEL, Optional.empty(), labelsMissing);
      }
      if (stage == WorkStage.SPLIT && nothing(stages, WorkStage.FEATURES)) {
        return new NextStep(
            Kind.ADD_SLIDES, Optional.empty(), "No slide could be encoded; see the failed slides");
      }
      return new NextStep(Kind.RUN, Optional.of(stage), sentence(count));
    }
    return new NextStep(Kind.REPORT, Optional.empty(), "Open the report");
  }

  private static boolean nothing(final List<StageCount> stages, final WorkStage stage) {
    return stages.stream().noneMatch(s -> s.stage() == stage && s.done() + s.stale() > 0);
  }

  private static String sentence(final StageCount count) {
    final String action = count.stage().action();
    final String text = Character.toUpperCase(action.charAt(0)) + action.substring(1);
    return count.stage().perSlide()
        ? text + " (" + count.due() + (count.due() == 1 ? " slide)" : " slides)")
        : text;
  }
}
