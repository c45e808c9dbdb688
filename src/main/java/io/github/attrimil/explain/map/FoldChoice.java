package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.ModelLabel;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which of a model's networks map a slide: the one that held the slide out, and for a slide that no
 * fold held out all of them, as predictions are their mean.
 */
final class FoldChoice {

  private final int wanted;
  private final int folds;
  private final Map<String, Integer> heldOut = new HashMap<>();

  /**
   * @param project the project
   * @param model the model
   * @param wanted the fold for all slides; -1 for the fold that holds a slide out, else all
   * @param job warned when the model has no record of its splits
   * @throws AttriMilException when there is no such fold, or splits/ has others than the model was
   *     trained with
   */
  FoldChoice(final Project project, final TrainedModel model, final int wanted, final Job job) {
    this.wanted = wanted;
    this.folds = model.checkpoints().size();
    if (wanted >= folds) {
      throw new AttriMilException(
          "fold="
              + wanted
              + " is not one of the "
              + folds
              + " fold(s) of \""
              + model.card().name()
              + "\", counted from 0");
    }
    if (wanted < 0 && model.holdsOutIn(project)) {
      final List<Split> splits = model.splits(project, job);
      for (int k = 0; k < splits.size(); k++) {
        for (final String slide : splits.get(k).test()) {
          heldOut.putIfAbsent(slide, k);
        }
      }
    }
  }

  /**
   * @param slide a slide's id
   * @return the folds, from 0, whose mean the map is
   */
  List<Integer> of(final String slide) {
    if (wanted >= 0) {
      return List.of(wanted);
    }
    return heldOut.containsKey(slide)
        ? List.of(heldOut.get(slide))
        : IntStream.range(0, folds).boxed().toList();
  }

  /**
   * @param slide a slide's id
   * @return the folds as stamps note them
   */
  String stamp(final String slide) {
    final List<Integer> of = of(slide);
    return of.size() == 1 ? Integer.toString(of.get(0)) : "mean";
  }

  /**
   * @param slide a slide's id
   * @return the fold as maps show it; empty where there is one network only
   */
  String label(final String slide) {
    final List<Integer> of = of(slide);
    if (folds == 1) {
      return "";
    }
    return of.size() == 1 ? Integer.toString(of.get(0)) : ModelLabel.meanOf(folds);
  }
}
