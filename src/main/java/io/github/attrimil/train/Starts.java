package io.github.attrimil.train;

import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which start of a fold's training is at work. A start that ends hardly better than chance on the
 * validation slides, or whose loss becomes infinite or not a number, is followed by another from
 * other weights, as often as the recipe allows, and the best epoch of all is kept. Snapshots hold
 * where starts began, so that a training that was stopped is resumed in the same start.
 */
final class Starts {

  /** A training of fewer epochs is a trial, from which nothing is expected. */
  private static final int FEWEST_EPOCHS = 10;

  /** Less than between folds, so that no two starts of a training have the same seed. */
  private static final long SEEDS = 50;

  private static final String BEGUN = "begun";

  private final List<Integer> begun = new ArrayList<>(List.of(0));
  private final Recipe recipe;
  private final Chance chance;
  private final boolean validated;
  private final History all;
  private History current;
  private boolean ended;

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
   * Repeats the epochs of a snapshot.
   *
   * @param epochs of all starts
   * @param state what {@link #state} gave; where it is empty, as in snapshots of former versions,
   *     starts follow from the epochs
   */
  void replay(final List<Trainer.Epoch> epochs, final Map<String, Tensor> state) {
    if (!state.containsKey(BEGUN)) {
      epochs.forEach(this::replay);
      return;
    }
    final float[] first = state.get(BEGUN).floats();
    int start = 1;
    for (int i = 0; i <= epochs.size(); i++) {
      for (; start < first.length && first[start] == i; start++) {
        ended |= current.isOver(recipe);
        begin();
      }
      if (i < epochs.size()) {
        add(epochs.get(i));
      }
    }
  }

  /** An epoch of the start at work or, if that is over, of the next. */
  private void replay(final Trainer.Epoch epoch) {
    if (current.isOver(recipe)) {
      next();
    }
    add(epoch);
  }

  /**
   * @return where starts began, for {@link #replay}
   */
  Map<String, Tensor> state() {
    final float[] first = new float[begun.size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = begun.get(i);
    }
    return Map.of(BEGUN, Tensor.of(first, first.length));
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
    return seed + SEEDS * (begun.size() - 1);
  }

  /**
   * Begins another start after one that is over.
   *
   * @return whether there is one
   */
  boolean next() {
    ended = true;
    if (isLast()
        || current.size() < FEWEST_EPOCHS
        || !current.isAbove(recipe.get(TrainingOptions.RESTART_ABOVE), chance)) {
      return false;
    }
    begin();
    return true;
  }

  /**
   * Begins another start after one that diverged.
   *
   * @return whether there is one
   */
  boolean nextAfterDiverged() {
    if (!validated || isLast()) {
      return false;
    }
    begin();
    return true;
  }

  /**
   * @return whether a start came to its end, so that the best epoch so far is a result
   */
  boolean anyEnded() {
    return ended;
  }

  private boolean isLast() {
    return begun.size() > recipe.get(TrainingOptions.RESTARTS);
  }

  private void begin() {
    begun.add(all.size());
    all.startAgain();
    current = history();
  }
}
