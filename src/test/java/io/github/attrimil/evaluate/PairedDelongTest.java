package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.metrics.Ranking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairedDelongTest {

  /** Cases of src/test/python/make_delong_golden.py, an implementation of its own. */
  static Stream<JsonObject> cases() {
    final JsonArray cases =
        Goldens.json(Goldens.resource("delong").resolve("delong.json")).getAsJsonArray();
    assertEquals(6, cases.size());
    return StreamSupport.stream(cases.spliterator(), false).map(JsonElement::getAsJsonObject);
  }

  private static double[] numbers(final JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  private static boolean[] flags(final JsonElement array) {
    final boolean[] flags = new boolean[array.getAsJsonArray().size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = array.getAsJsonArray().get(i).getAsBoolean();
    }
    return flags;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isThatOfAnotherImplementation(final JsonObject c) {
    final PairedDelong test =
        PairedDelong.of(flags(c.get("positive")), numbers(c.get("first")), numbers(c.get("second")))
            .orElseThrow();
    assertEquals(c.get("difference").getAsDouble(), test.difference(), 1e-12);
    assertEquals(c.get("deviation").getAsDouble(), test.deviation(), 1e-12);
    assertEquals(c.get("p").getAsDouble(), test.p(), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDifferenceIsThatOfTheAreas(final JsonObject c) {
    final boolean[] positive = flags(c.get("positive"));
    final double[] first = numbers(c.get("first"));
    final double[] second = numbers(c.get("second"));
    final double difference =
        Ranking.of(positive, first).auc().orElseThrow()
            - Ranking.of(positive, second).auc().orElseThrow();
    final PairedDelong test = PairedDelong.of(positive, first, second).orElseThrow();
    assertEquals(difference, test.difference(), 1e-12);
    final PairedDelong swapped = PairedDelong.of(positive, second, first).orElseThrow();
    assertEquals(-difference, swapped.difference(), 1e-12);
    assertEquals(test.p(), swapped.p(), 1e-12);
  }

  @Test
  void theDeviationIsThatOfABootstrap() {
    final int n = 300;
    final Random random = new Random(5);
    final boolean[] positive = new boolean[n];
    final double[] first = new double[n];
    final double[] second = new double[n];
    for (int i = 0; i < n; i++) {
      positive[i] = i % 3 == 0;
      final double common = random.nextGaussian();
      first[i] = (positive[i] ? 1.2 : 0) + common + 0.6 * random.nextGaussian();
      second[i] = (positive[i] ? 0.8 : 0) + common + 0.6 * random.nextGaussian();
    }
    final int repeats = 2000;
    final double[] differences = new double[repeats];
    for (int b = 0; b < repeats; b++) {
      final boolean[] p = new boolean[n];
      final double[] x = new double[n];
      final double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        int drawn;
        do {
          drawn = random.nextInt(n);
        } while (positive[drawn] != positive[i]); // Within each class.
        p[i] = positive[drawn];
        x[i] = first[drawn];
        y[i] = second[drawn];
      }
      differences[b] = Ranking.of(p, x).auc().orElseThrow() - Ranking.of(p, y).auc().orElseThrow();
    }
    double mean = 0;
    double squares = 0;
    for (final double d : differences) {
      mean += d / repeats;
    }
    for (final double d : differences) {
      squares += (d - mean) * (d - mean);
    }
    final PairedDelong test = PairedDelong.of(positive, first, second).orElseThrow();
    assertEquals(1, Math.sqrt(squares / (repeats - 1)) / test.deviation(), 0.06);
  }

  @Test
  void equalRankingsDoNotDiffer() {
    final boolean[] positive = {true, true, false, false, true};
    final double[] score = {3, 1, 2, 0, 5};
    final double[] same = {30, 10, 20, 0, 50};
    assertEquals(Optional.of(new PairedDelong(0, 0, 1)), PairedDelong.of(positive, score, same));
  }

  @Test
  void withoutVarianceThereIsNoTest() {
    final boolean[] positive = {true, true, false, false};
    final double[] right = {3, 4, 1, 2};
    final double[] wrong = {1, 2, 3, 4};
    assertEquals(Optional.empty(), PairedDelong.of(positive, right, wrong));
    final boolean[] one = {true, false, false, false};
    assertEquals(Optional.empty(), PairedDelong.of(one, right, wrong));
    assertThrows(AttriMilException.class, () -> PairedDelong.of(positive, right, new double[] {1}));
  }

  @Test
  void slidesArePairedByName() {
    final Predictions first = Tables.random(1, "s", 40, 2, 1);
    final List<Predictions.Row> rows = new ArrayList<>(Tables.random(2, "s", 40, 2, 0.5).rows());
    final Predictions second = new Predictions(rows);
    Collections.reverse(rows);
    assertEquals(PairedDelong.of(first, second), PairedDelong.of(first, new Predictions(rows)));
    assertEquals(
        Optional.empty(),
        PairedDelong.of(Tables.random(1, "s", 9, 3, 1), Tables.random(2, "s", 9, 3, 1)));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> PairedDelong.of(first, Tables.random(2, "other", 40, 2, 1)));
    assertTrue(e.getMessage().contains("s0"), e.getMessage());
  }
}
