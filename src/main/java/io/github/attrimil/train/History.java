package io.github.attrimil.train;

import io.github.attrimil.mil.TrainingOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The epochs of one fold so far: which was best, and whether training stops early. */
final class History {

  /** Losses above this share of chance are called no better: the best of many epochs is lucky. */
  private static final double MARGIN = 0.97;

  private final List<Trainer.Epoch> epochs = new ArrayList<>();
  private final boolean validated;

  /**
   * @param validated whether there are validation slides; without any the last epoch is the best
   */
  History(final boolean validated) {
    this.validated = validated;
  }

  void add(final Trainer.Epoch epoch) {
    epochs.add(epoch);
  }

  int size() {
    return epochs.size();
  }

  List<Trainer.Epoch> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /** The epoch of the smallest validation loss, the first of equals. */
  int best() {
    int best = validated ? 0 : epochs.size() - 1;
    for (int i = best + 1; i < epochs.size(); i++) {
      best = epochs.get(i).validation() < epochs.get(best).validation() ? i : best;
    }
    return best;
  }

  /** Whether all epochs are done or patience has run out. */
  boolean isOver(final Recipe recipe) {
    final int epoch = epochs.size() - 1;
    final int patience = recipe.get(TrainingOptions.PATIENCE);
    return epochs.size() >= recipe.get(TrainingOptions.EPOCHS)
        || patience > 0
            && epoch > recipe.get(TrainingOptions.PATIENCE_FROM)
            && epoch - best() > patience;
  }

  /** Whether validation never got better than after the first epoch. */
  boolean learnedNothing() {
    return validated && epochs.size() > 1 && best() == 0;
  }

  /**
   * Whether validation never got better than that of a model that gives every class the same
   * probability, which is what training with class-balanced draws begins with.
   */
  boolean atChance(final int classes) {
    return validated && epochs.get(best()).validation() > MARGIN * Math.log(classes);
  }

  /** Warnings about these epochs for readers of the results, each one line. */
  List<String> warnings(final String fold, final int classes) {
    if (!validated) {
      return List.of(fold + " has no validation slides; its last epoch is kept");
    }
    if (learnedNothing()) {
      return List.of(
          fold
              + ": the validation loss was lowest after the first of "
              + size()
              + " epochs, so the model has learned hardly anything that generalizes to validation"
              + " slides; train with a lower rate= or another seed=, or check the labels in"
              + " slides.csv");
    }
    if (atChance(classes)) {
      return List.of(
          String.format(
              Locale.ROOT,
              "%s: the lowest validation loss is %.3f, no better than %.3f for a model that gives"
                  + " each of %d classes the same probability, so the model has learned nothing"
                  + " that generalizes to validation slides; train with another seed=, with more"
                  + " slides, or check the labels in slides.csv",
              fold,
              epochs.get(best()).validation(),
              Math.log(classes),
              classes));
    }
    return List.of();
  }
}
