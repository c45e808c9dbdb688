package io.github.attrimil.workbench;

import java.util.Locale;

/**
 * Which slides are listed.
 *
 * @param text part of a slide's id or label, in any case; empty for all
 * @param label a label, empty for all
 * @param state which slides by their state
 */
public record SlideFilter(String text, String label, State state) {

  /** Slides by their state. */
  public enum State {
    /** All of them. */
    ALL("All slides"),
    /** Those with a failure. */
    FAILED("Failed"),
    /** Those that some stage is not done with, or done from inputs that changed. */
    UNFINISHED("Unfinished"),
    /** Those without a label. */
    UNLABELED("Without a label"),
    /** Those whose prediction differs from their label. */
    WRONG("Predicted wrongly");

    private final String text;

    State(final String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** All slides. */
  public static final SlideFilter NONE = new SlideFilter("", "", State.ALL);

  /**
   * @param slide a slide
   * @return whether it is listed
   */
  public boolean accepts(final SlideRow slide) {
    final String wanted = text.strip().toLowerCase(Locale.ROOT);
    return (slide.id().toLowerCase(Locale.ROOT).contains(wanted)
            || slide.label().toLowerCase(Locale.ROOT).contains(wanted))
        && (label.isEmpty() || slide.label().equals(label))
        && switch (state) {
          case ALL -> true;
          case FAILED -> slide.failure().isPresent();
          case UNFINISHED ->
              slide.marks().values().stream().anyMatch(m -> m == Mark.OPEN || m == Mark.STALE);
          case UNLABELED -> slide.label().isEmpty();
          case WRONG -> slide.isWrong();
        };
  }
}
