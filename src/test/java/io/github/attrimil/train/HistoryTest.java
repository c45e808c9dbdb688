package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.mil.TrainingOptions.Monitor;
import io.github.attrimil.mil.registry.ModelKinds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Recipe RECIPE =
      Recipes.attrimil("default", "epochs=12 patience=2 patiencefrom=4");

  private static History of(final boolean validated, final double... losses) {
    final History history = new History(validated, Monitor.LOSS);
    for (final double loss : losses) {
      history.add(epoch(history.size(), loss));
    }
    return history;
  }

  private static Trainer.Epoch epoch(final int number, final double loss) {
    return new Trainer.Epoch(number, 1, List.of(1.0), new Validation(loss, 0.5, 0.5, 0.5, 0.5));
  }

  @Test
  void theFirstOfEqualLossesIsBest() {
    assertEquals(1, of(true, 0.5, 0.2, 0.3, 0.2).best());
    assertEquals(3, of(false, Double.NaN, Double.NaN, Double.NaN, Double.NaN).best());
  }

  @Test
  void patienceStopsTraining() {
    // Epoch 5 is the first in which it may stop, and the third after the best.
    assertFalse(of(true, 0.5, 0.4, 0.1, 0.3, 0.3).isOver(RECIPE));
    assertTrue(of(true, 0.5, 0.4, 0.1, 0.3, 0.3, 0.3).isOver(RECIPE));
    assertFalse(of(true, 0.5, 0.4, 0.1, 0.3, 0.05, 0.3).isOver(RECIPE));
    assertFalse(
        of(true, 0.5, 0.4, 0.1, 0.3, 0.3, 0.3).isOver(Recipes.changed(RECIPE, "patience=0")));
  }

  @Test
  void theLastEpochEndsTraining() {
    final double[] falling = new double[12];
    for (int i = 0; i < falling.length; i++) {
      falling[i] = 1.0 / (i + 1);
    }
    assertTrue(of(true, falling).isOver(RECIPE));
    assertFalse(of(true, java.util.Arrays.copyOf(falling, 11)).isOver(RECIPE));
  }

  @Test
  void nothingIsLearnedWhenTheFirstEpochIsBest() {
    assertTrue(of(true, 0.1, 0.2, 0.3).learnedNothing());
    assertFalse(of(true, 0.1, 0.05, 0.3).learnedNothing());
    assertFalse(of(true, 0.1).learnedNothing());
    assertFalse(of(false, Double.NaN, Double.NaN).learnedNothing());
  }

  @Test
  void warnsWhenTheBestEpochIsNoBetterThanChance() {
    // Chance is ln 2 = .693 with two classes, ln 3 = 1.099 with three.
    final List<String> lines = of(true, 0.71, 0.69, 0.70).warnings("fold 1", uniform(2));
    assertEquals(1, lines.size());
    assertTrue(
        lines
            .get(0)
            .startsWith("fold 1: the lowest validation loss is 0.690, no better than 0.693"),
        lines.get(0));
    assertEquals(List.of(), of(true, 0.71, 0.69, 0.70).warnings("fold 1", uniform(3)));
    assertEquals(List.of(), of(true, 0.71, 0.60, 0.70).warnings("fold 1", uniform(2)));
    assertEquals(1, of(true, 1.2, 1.09).warnings("fold 1", uniform(3)).size());
    // One epoch alone, too, and once where the first epoch was best.
    assertEquals(1, of(true, 0.69).warnings("fold 1", uniform(2)).size());
    assertEquals(1, of(true, 0.69, 0.70).warnings("fold 1", uniform(2)).size());
  }

  private static Chance uniform(final int classes) {
    return Chance.uniform(RECIPE.kind(), classes);
  }

  private static History of(final Monitor monitor, final Validation... epochs) {
    final History history = new History(true, monitor);
    for (final Validation validation : epochs) {
      history.add(new Trainer.Epoch(history.size(), 1, List.of(1.0), validation));
    }
    return history;
  }

  @Test
  void theMonitoredMetricChoosesTheBestEpochAndOfEqualsTheLoss() {
    final Validation[] epochs = {
      new Validation(0.4, 0.5, 0.70, 0.50, 0.40),
      new Validation(0.5, 0.8, 0.90, 0.60, 0.75),
      new Validation(0.6, 0.7, 0.95, 0.80, 0.70),
      new Validation(0.3, 0.8, 0.80, 0.70, 0.60),
      new Validation(0.7, 0.8, 0.90, 0.65, 0.50)
    };
    assertEquals(3, of(Monitor.LOSS, epochs).best());
    assertEquals(2, of(Monitor.AUC, epochs).best());
    // Three of .8; the loss of the fourth is lowest.
    assertEquals(3, of(Monitor.ACCURACY, epochs).best());
    assertEquals(2, of(Monitor.BALANCED, epochs).best());
    assertEquals(1, of(Monitor.F1, epochs).best());
    // Patience counts from the best of the metric; warnings keep to the loss.
    final Recipe recipe = Recipes.changed(RECIPE, "patience=2 patiencefrom=3 monitor=f1");
    assertTrue(of(Monitor.F1, epochs).isOver(recipe));
    assertFalse(of(Monitor.LOSS, epochs).isOver(recipe));
    assertFalse(of(Monitor.AUC, epochs).learnedNothing());
  }

  @Test
  void chanceKnowsTheClassesThatTrainingShows() {
    final Map<String, Integer> labels = Map.of("a", 0, "b", 0, "c", 0, "d", 1, "v", 0, "w", 1);
    final List<String> train = List.of("a", "b", "c", "d");
    final List<String> val = List.of("v", "w");
    assertEquals(Math.log(2), Chance.of(RECIPE, 2, train, val, labels).loss());
    final Recipe asTheyAre = Recipes.changed(RECIPE, "balance=none");
    assertEquals(
        -(Math.log(0.75) + Math.log(0.25)) / 2,
        Chance.of(asTheyAre, 2, train, val, labels).loss(),
        1e-15);
  }

  /** Outputs of yes or no, each a third of the time yes, have a lower loss than a softmax. */
  @Test
  void chanceIsMeasuredWithTheLossOfTheKind() {
    final Recipe sigmoids = Recipe.of(ModelKinds.named("dsmiloriginal"), "default");
    final double chance = -(Math.log(1 / 3.0) + 2 * Math.log(2 / 3.0)) / 3;
    final Map<String, Integer> labels = Map.of("a", 0, "b", 1, "c", 2);
    final List<String> all = List.of("a", "b", "c");
    assertEquals(chance, Chance.of(sigmoids, 3, all, all, labels).loss(), 1e-15);
    assertEquals(
        chance,
        Chance.of(Recipes.changed(sigmoids, "balance=none"), 3, all, all, labels).loss(),
        1e-15);
    assertEquals(
        1, of(true, 0.7, 0.63).warnings("fold 1", Chance.uniform(sigmoids.kind(), 3)).size());
    assertEquals(
        chance, sigmoids.kind().validationLoss(sigmoid(1 / 3.0, 1 / 3.0, 1 / 3.0), 1), 1e-6);
  }

  private static float[] sigmoid(final double... p) {
    final float[] logits = new float[p.length];
    for (int c = 0; c < p.length; c++) {
      logits[c] = (float) Math.log(p[c] / (1 - p[c]));
    }
    return logits;
  }
}
