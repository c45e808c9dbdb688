package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartsTest {

  private static final Recipe RECIPE =
      Recipes.attrimil(
          "default", "epochs=10 bags=4 patience=0 restarts=2 restartabove=0.97 reduction=none");

  private static Trainer.Epoch epoch(final double validation) {
    return new Trainer.Epoch(0, 1, List.of(1.0), new Validation(validation, 0.5, 0.5, 0.5, 0.5));
  }

  private static void replay(final Starts starts, final int epochs, final double validation) {
    starts.replay(Collections.nCopies(epochs, epoch(validation)), Map.of());
  }

  @Test
  void onlyAStartAtChanceIsFollowedByAnother() {
    final Starts starts = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), true);
    replay(starts, 9, 0.7);
    assertFalse(starts.next());
    replay(starts, 1, 0.69);
    assertEquals(7, starts.seed(7));
    assertTrue(starts.next());
    assertEquals(0, starts.current().size());
    assertTrue(starts.seed(7) != 7);
    replay(starts, 1, 0.5);
    replay(starts, 9, 0.8);
    assertFalse(starts.next());
  }

  @Test
  void theRecipeSaysWhichLossIsTooHigh() {
    final double chance = Math.log(2);
    final Starts starts =
        new Starts(
            RECIPE.with(Map.of("restartabove", "0.5")), Chance.uniform(RECIPE.kind(), 2), true);
    replay(starts, 10, 0.51 * chance);
    assertTrue(starts.next());
    replay(starts, 10, 0.49 * chance);
    assertFalse(starts.next());
  }

  @Test
  void startsAreCounted() {
    final Starts starts = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), true);
    replay(starts, 30, 0.7);
    assertEquals(10, starts.current().size());
    assertFalse(starts.next());
    final Starts unwatched = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), false);
    replay(unwatched, 10, Double.NaN);
    assertFalse(unwatched.next());
  }

  /** The second start keeps its first epoch, the eleventh of all. */
  @Test
  void theFirstEpochOfALaterStartHasLearnedNothing() {
    final Chance chance = Chance.uniform(RECIPE.kind(), 2);
    final Starts starts = new Starts(RECIPE, chance, true);
    replay(starts, 10, 0.7);
    replay(starts, 1, 0.6);
    replay(starts, 9, 0.8);
    assertEquals(10, starts.all().best());
    assertTrue(starts.all().learnedNothing());
    final List<String> lines = starts.all().warnings("fold 1", chance);
    assertEquals(1, lines.size());
    assertTrue(
        lines.get(0).contains("lowest after the first of the epochs of a start (2 starts)"),
        lines.get(0));
    final Starts learned = new Starts(RECIPE, chance, true);
    replay(learned, 10, 0.7);
    replay(learned, 1, 0.6);
    replay(learned, 9, 0.5);
    assertEquals(List.of(), learned.all().warnings("fold 1", chance));
  }

  @Test
  void aStartThatDivergedIsFollowedByAnother() {
    final Starts starts = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), true);
    replay(starts, 3, 0.1);
    assertFalse(starts.anyEnded());
    assertTrue(starts.nextAfterDiverged());
    assertTrue(starts.nextAfterDiverged());
    replay(starts, 2, 0.2);
    assertFalse(starts.nextAfterDiverged());
    assertFalse(starts.anyEnded());
    assertEquals(0, starts.all().best());

    final Starts again = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), true);
    again.replay(List.copyOf(starts.all().epochs()), starts.state());
    assertEquals(starts.seed(7), again.seed(7));
    assertEquals(2, again.current().size());
    assertEquals(5, again.all().size());
    assertArrayEquals(new float[] {0, 3, 3}, again.state().values().iterator().next().floats());
    final Starts unwatched = new Starts(RECIPE, Chance.uniform(RECIPE.kind(), 2), false);
    assertFalse(unwatched.nextAfterDiverged());
  }

  /** Slides of both classes that are the same: no start is better than chance on them. */
  private final Map<String, Bag> bags = new LinkedHashMap<>();

  private final Map<String, Integer> labels = new LinkedHashMap<>();

  private Split split() {
    final List<String> ids = new ArrayList<>();
    for (int s = 0; s < 8; s++) {
      final Random random = new Random(s / 2);
      final float[] h = new float[6 * 5];
      for (int i = 0; i < h.length; i++) {
        h[i] = (float) random.nextGaussian();
      }
      final String id = "s" + s;
      bags.put(id, new Bag(id, h, FeatureCard.of(5), PatchGrid.unplaced(6)));
      labels.put(id, s % 2);
      ids.add(id);
    }
    return new Split(ids.subList(0, 4), ids.subList(4, 8), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.7"})
  void aTrainingThatWasStoppedInALaterStartGoesOnInIt(final String average) {
    final Split split = split();
    final Recipe recipe = RECIPE.with(Map.of("average", average));
    final Trainer trainer = new Trainer(recipe, bags::get, labels, Device.cpu(), 3, Job.silent());
    final List<Trainer.Snapshot> taken = new ArrayList<>();
    final Trainer.Result whole =
        trainer.run(
            "fold 0",
            2,
            split,
            Optional.empty(),
            e -> taken.add(new Trainer.Snapshot(e.snapshot().get(), List.copyOf(e.epochs()))));
    assertEquals(30, whole.epochs().size());
    // Other weights, not the same training again.
    assertTrue(
        whole.epochs().get(0).validation().loss() != whole.epochs().get(10).validation().loss());
    // In the first start, at its end, and in the last.
    for (final int at : new int[] {4, 10, 27}) {
      final Trainer.Snapshot snapshot = taken.get(at - 1);
      final Trainer.Result resumed =
          trainer.run("fold 0", 2, split, Optional.of(snapshot), ended -> {});
      assertEquals(whole.epochs(), resumed.epochs());
      assertEquals(whole.bestEpoch(), resumed.bestEpoch());
      for (final Map.Entry<String, Tensor> tensor : whole.state().entrySet()) {
        assertArrayEquals(
            tensor.getValue().floats(), resumed.state().get(tensor.getKey()).floats());
      }
    }
  }

  /** Bags whose features are not numbers in these readings. */
  private Function<String, Bag> brokenIn(final IntPredicate readings) {
    final AtomicInteger reading = new AtomicInteger();
    return id -> {
      final Bag bag = bags.get(id);
      if (!readings.test(reading.getAndIncrement())) {
        return bag;
      }
      final float[] h = new float[bag.features().length];
      Arrays.fill(h, Float.NaN);
      return new Bag(id, h, bag.card(), bag.grid());
    };
  }

  /** The first start breaks off in its fourth epoch of eight readings. */
  @Test
  void aTrainingThatDivergesStartsAgain() {
    final Split split = split();
    final List<String> said = new ArrayList<>();
    final Job job = new Job("test", Listeners.to(said), () -> false);
    final List<Trainer.Snapshot> taken = new ArrayList<>();
    final Trainer.Result whole =
        new Trainer(RECIPE, brokenIn(i -> i == 30), labels, Device.cpu(), 3, job)
            .run(
                "fold 0",
                2,
                split,
                Optional.empty(),
                e -> taken.add(new Trainer.Snapshot(e.snapshot().get(), List.copyOf(e.epochs()))));
    assertEquals(3 + 10 + 10, whole.epochs().size());
    assertEquals(
        1,
        said.stream()
            .filter(line -> line.contains("became NaN") && line.contains("starts again"))
            .count(),
        said.toString());
    final Trainer.Result resumed =
        new Trainer(RECIPE, bags::get, labels, Device.cpu(), 3, Job.silent())
            .run("fold 0", 2, split, Optional.of(taken.get(7)), ended -> {});
    assertEquals(whole.epochs(), resumed.epochs());
    assertEquals(whole.bestEpoch(), resumed.bestEpoch());
  }

  @Test
  void aLaterStartThatDivergesLeavesTheEarlierOne() {
    final Split split = split();
    final List<String> said = new ArrayList<>();
    final Job job = new Job("test", Listeners.to(said), () -> false);
    final Trainer.Result whole =
        new Trainer(RECIPE, brokenIn(i -> i > 100), labels, Device.cpu(), 3, job)
            .run("fold 0", 2, split);
    assertTrue(whole.epochs().size() >= 10 && whole.epochs().size() < 20);
    for (final Tensor tensor : whole.state().values()) {
      for (final float value : tensor.floats()) {
        assertTrue(Float.isFinite(value));
      }
    }
    assertTrue(
        said.stream().anyMatch(line -> line.contains("An earlier start is kept")), said.toString());
  }

  @Test
  void aTrainingOfWhichEveryStartDivergesFails() {
    final Split split = split();
    final Trainer trainer =
        new Trainer(RECIPE, brokenIn(i -> i > 30), labels, Device.cpu(), 3, Job.silent());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> trainer.run("fold 0", 2, split));
    assertTrue(e.getMessage().contains("train with a lower rate= or with clip=1"), e.getMessage());
  }
}
