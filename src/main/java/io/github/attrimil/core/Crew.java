package io.github.attrimil.core;

import java.util.List;
import java.util.Optional;

/**
 * Who does the pieces of a stage, slides or folds, instead of threads of this process: other
 * machines, or, on such a machine, this process for the one stage that it helps with.
 */
public interface Crew {

  /** Does a piece. */
  @FunctionalInterface
  interface Work {
    /**
     * @param piece a slide's id, or a fold's name
     * @param own takes its progress and warnings; asked whether to stop
     * @return how it fared; failures are rows, too
     * @throws RunEndedException when the run is to end
     */
    SlideRow run(String piece, Job own);
  }

  /** Takes rows as soon as they are there, one at a time, in any order. */
  @FunctionalInterface
  interface Taker {
    /**
     * @param index of the piece, from 0
     * @param row how it fared
     */
    void take(int index, SlideRow row);
  }

  /**
   * Has all pieces of a stage done.
   *
   * @param stage the stage's name
   * @param pieces slide ids, or names of folds
   * @param work does one in this process
   * @param taker takes the row of each
   * @param job asked whether to stop
   * @throws RunEndedException when the run ends before all are done
   */
  void work(String stage, List<String> pieces, Work work, Taker taker, Job job);

  /**
   * @return the stage that this process helps another with: then it keeps no list of slides, no
   *     record and no lock, and leaves what is made once to the other
   */
  default Optional<String> helpsWith() {
    return Optional.empty();
  }
}
