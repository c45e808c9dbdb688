package io.github.attrimil.train;

import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.TrainingOptions.Monitor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The epochs of one fold so far: which was best, and whether training stops early. */
final class History {

  private final List<Trainer.Epoch> epochs = new ArrayList<>();
  private final Set<Integer> firsts = new TreeSet<>(Set.of(0));
  private final boolean validated;
  private final Monitor monitor;

  /**
   * @param validated whether there are validation slides; without any the last epoch is the best
   * @param monitor the metric that chooses the best epoch
   */
  History(final boolean validated, final Monitor monitor) {
    this.validated = validated;
    this.monitor = monitor;
  }

  void add(final Trainer.Epoch epoch) {
    epochs.add(epoch);
  }

  /** The next epoch is the first of another start. */
  void startAgain() {
    firsts.add(epochs.size());
  }

  int size() {
    return epochs.size();
  }

  List<Trainer.Epoch> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  /**
   * The epoch with the best monitored metric; of equals that with the smaller loss, and the first.
   */
  int best() {
    return best(monitor);
  }

  private int best(final Monitor metric) {
    int best = validated ? 0 : epochs.size() - 1;
    for (int i = best + 1; i < epochs.size(); i++) {
      best = isBetter(epochs.get(i), epochs.get(best), metric) ? i : best;
    }
    return best;
  }

  private static boolean isBetter(
      final Trainer.Epoch one, final Trainer.Epoch other, final Monitor metric) {
    final double merit = one.validation().merit(metric);
    final double before = other.validation().merit(metric);
    return merit > before || merit == before && one.validation().loss() < other.validation().loss();
  }

  private double lowestLoss() {
    return epochs.get(best(Monitor.LOSS)).validation().loss();
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

  /** Whether the validation loss never got smaller than after the first epoch of a start. */
  boolean learnedNothing() {
    return validated && epochs.size() > 1 && firsts.contains(best(Monitor.LOSS));
  }

  /** Whether the validation loss never got smaller than that of a model that learned nothing. */
  boolean atChance(final Chance chance) {
    return validated && chance.explains(lowestLoss());
  }

  /** Whether the validation loss never got smaller than this share of that of such a model. */
  boolean isAbove(final double share, final Chance chance) {
    return validated && lowestLoss() > share * chance.loss();
  }

  /** Warnings about these epochs for readers of the results, each one line. */
  List<String> warnings(final String fold, final Chance chance) {
    if (!validated) {
      return List.of(fold + " has no validation slides; its last epoch is kept");
    }
    if (learnedNothing()) {
      return List.of(
          fold
              + ": the validation loss was lowest after the first of "
              + (firsts.size() == 1
                  ? size() + " epochs"
                  : "the epochs of a start (" + firsts.size() + " starts)")
              + ", so the model has learned hardly anything that generalizes to validation"
              + " slides; train with a lower rate= or another seed=, or check the labels in"
              + " slides.csv");
    }
    if (atChance(chance)) {
      return List.of(
          String.format(
              Locale.ROOT,
              "%s: the lowest validation loss is %.3f, no better than %.3f for a model that gives"
                  + " %s, so the model has learned nothing that generalizes to validation slides;"
                  + " train with another seed=, with more slides, or check the labels in"
                  + " slides.csv",
              fold,
              lowestLoss(),
              chance.loss(),
              chance.model()));
    }
    return List.of();
  }
}
