package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.util.List;

/**
 * Which networks are tried on which slides.
 *
 * @param project whose results it is
 * @param model the networks
 * @param cohort the project that the slides are in
 * @param tested what kind of slides they are
 * @param parts the networks
 * @param splits the splits that were held to be theirs, by fold; empty where the slides are of none
 */
record Trial(
    Project project,
    TrainedModel model,
    Project cohort,
    Tested tested,
    List<Part> parts,
    List<Split> splits) {

  /**
   * One network.
   *
   * @param fold the number of its fold
   * @param network its place in the model
   * @param test slides that it is tried on
   * @param val its validation slides, if they are in the same cohort
   */
  record Part(int fold, int network, List<String> test, List<String> val) {}

  /** Keeps a copy. */
  Trial {
    parts = List.copyOf(parts);
    splits = List.copyOf(splits);
  }

  /**
   * @return leaks of test slides that were let through when the model was trained
   */
  Leaks leaks() {
    return model.origin().map(o -> o.card().leaks()).orElse(Leaks.NONE);
  }

  /**
   * @return the name of the results
   */
  String name() {
    return tested.results(model.card().name());
  }

  /**
   * @return the numbers of the folds
   */
  List<Integer> folds() {
    return parts.stream().map(Part::fold).toList();
  }
}
