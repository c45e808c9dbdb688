package io.github.attrimil.project;

/** What a stage does with each slide. */
@FunctionalInterface
public interface SlideWork {

  /**
   * Reads what determines a slide's outputs; heavy work belongs into the plan.
   *
   * @param slide the slide's id
   * @return what to make and how
   */
  Plan<Made> plan(String slide);

  /**
   * @param slide the slide's id
   * @return its file for the process list, empty to leave what is noted
   */
  default String path(final String slide) {
    return "";
  }

  /**
   * @return whether this is the first stage of a slide: then the process list notes slides that
   *     were finished before, and a failure replaces that of a later stage
   */
  default boolean isFirst() {
    return false;
  }
}
