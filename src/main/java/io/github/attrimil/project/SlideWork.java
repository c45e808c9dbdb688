package io.github.attrimil.project;

import io.github.attrimil.core.Job;
import java.util.Optional;

/** What a stage does with each slide, several of them at once. */
@FunctionalInterface
public interface SlideWork {

  /**
   * Reads what determines a slide's outputs; heavy work belongs into the plan. Called from several
   * threads for different slides.
   *
   * @param slide the slide's id
   * @param job takes the slide's progress and warnings; asked whether to stop
   * @return what to make and how
   */
  Plan<Made> plan(String slide, Job job);

  /**
   * @param slide the slide's id
   * @return its file for the process list, empty to leave what is noted
   */
  default String path(final String slide) {
    return "";
  }

  /**
   * @return the stage whose note in the process list is replaced by this one's; nothing where this
   *     stage notes failures alone
   */
  default Optional<String> notesAfter() {
    return Optional.empty();
  }

  /**
   * @return whether what is made are files; if not, it is in the memory of this process, which then
   *     must do all slides
   */
  default boolean leavesFiles() {
    return true;
  }

  /**
   * @param work what is done with each slide, whose results stay in memory
   * @return the same, done in this process
   */
  static SlideWork gathering(final SlideWork work) {
    return new SlideWork() {
      @Override
      public Plan<Made> plan(final String slide, final Job job) {
        return work.plan(slide, job);
      }

      @Override
      public boolean leavesFiles() {
        return false;
      }
    };
  }

  /**
   * @return whether slides are worked on one after the other in any case
   */
  default boolean oneByOne() {
    return false;
  }

  /**
   * @param slide the slide's id
   * @return what the process list notes of it, where this is the first stage of a slide: then the
   *     list also notes slides that were finished before, and a failure replaces that of a later
   *     stage
   */
  default Optional<Listing> listing(final String slide) {
    return Optional.empty();
  }
}
