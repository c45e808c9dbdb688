package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which of a model's networks maps a slide: the one that held the slide out. */
final class FoldChoice {

  private final int wanted;
  private final int folds;
  private final Map<String, Integer> heldOut = new HashMap<>();

  /**
   * @param project the project
   * @param model the model
   * @param wanted the fold for all slides; -1 for the fold that holds a slide out, else the first
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
    final boolean needed =
        !model.card().splits().isEmpty() || folds > 1 && Files.exists(project.split(0));
    if (wanted < 0 && needed) {
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
   * @return the fold, from 0
   */
  int of(final String slide) {
    return wanted >= 0 ? wanted : heldOut.getOrDefault(slide, 0);
  }

  /**
   * @param slide a slide's id
   * @return the fold as maps show it; empty where there is one network only
   */
  String label(final String slide) {
    return folds > 1 ? Integer.toString(of(slide)) : "";
  }
}
