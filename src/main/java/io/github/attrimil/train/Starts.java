package io.github.attrimil.train;

import io.github.attrimil.mil.TrainingOptions;

/**
 * Which start of a fold's training is at work. A start that ends hardly better than chance on the
 * validation slides is followed by another from other weights, as often as the recipe allows, and
 * the best epoch of all is kept; all follows from the epochs so far, so that a training that was
 * stopped is resumed in the same start.
 */
final class Starts {

  /** A training of fewer epochs is a trial, from which nothing is expected. */
  private static final int FEWEST_EPOCHS = 10;

  /** Less than between folds, so that no two starts of a training have the same seed. */
  private static final long SEEDS = 50;

  private final Recipe recipe;
  private final Chance chance;
  private final boolean validated;
  private final History all;
  private History current;
  private int index;

  /**
   * @param recipe of the training
   * @param chance what a model is expected to be better than
   * @param validated whether there are validation slides; without any there is one start
   */
  Starts(final Recipe recipe, final Chance chance, final boolean validated) {
    this.recipe = recipe;
    this.chance = chance;
    this.validated = validated;
    this.all = history();
    this.current = history();
  }

  private History history() {
    return new History(validated, recipe.get(TrainingOptions.MONITOR));
  }

  /**
   * @param epoch an epoch of the training, of the start at work or, if that is over, the next
   */
  void replay(final Trainer.Epoch epoch) {
    if (current.isOver(recipe)) {
      next();
    }
    add(epoch);
  }

  /**
   * @param epoch the next of the start at work
   */
  void add(final Trainer.Epoch epoch) {
    current.add(epoch);
    all.add(epoch);
  }

  /**
   * @return the epochs of all starts
   */
  History all() {
    return all;
  }

  /**
   * @return the epochs of the start at work
   */
  History current() {
    return current;
  }

  /**
   * @param seed of the fold
   * @return of the start at work
   */
  long seed(final long seed) {
    return seed + SEEDS * index;
  }

  /**
   * Begins another start after one that is over.
   *
   * @return whether there is one
   */
  boolean next() {
    if (index >= recipe.get(TrainingOptions.RESTARTS)
        || current.size() < FEWEST_EPOCHS
        || !current.isAbove(recipe.get(TrainingOptions.RESTART_ABOVE), chance)) {
      return false;
    }
    index++;
    all.startAgain();
    current = history();
    return true;
  }
}
